package io.sluice.clients;

import io.sluice.clients.polyglot.ClientCommand;
import io.sluice.clients.polyglot.Facts;
import io.sluice.harness.python.Python;
import io.sluice.harness.python.PythonInstaller;
import io.sluice.harness.python.Script;
import io.sluice.harness.python.Toolset;
import io.sluice.harness.server.Account;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The facts of {@code facts.py}, through boto3 of today and of the time when it spoke Query. */
class BotoTest {
    private static final int FACTS = 27;

    @TestFactory
    @Timeout(600)
    List<DynamicTest> newestBotoSpeaksJson() throws Exception {
        return facts(Toolset.BOTO3);
    }

    @TestFactory
    @Timeout(600)
    List<DynamicTest> oldBotoSpeaksQuery() throws Exception {
        return facts(Toolset.BOTO3_QUERY);
    }

    private static List<DynamicTest> facts(Toolset toolset) throws Exception {
        Python python = new PythonInstaller().install(toolset);
        Account account = TestServer.signUp("boto");
        Account friend = TestServer.signUp("friend");
        Map<String, String> environment = new HashMap<>(account.environment());
        if (!friend.tenant().equals(account.tenant())) { // A server that was named has one account for all.
            environment.put("FRIEND_ACCOUNT", friend.tenant());
            environment.put("FRIEND_ACCESS_KEY_ID", friend.accessKeyId());
            environment.put("FRIEND_SECRET_ACCESS_KEY", friend.secretAccessKey());
        }
        environment.putAll(python.environment());
        try (Script script = Script.beside(BotoTest.class, "facts.py")) {
            List<String> words = List.of(python.interpreter(), script.file().toString());
            return Facts.of(new ClientCommand(words, environment), FACTS);
        }
    }
}
