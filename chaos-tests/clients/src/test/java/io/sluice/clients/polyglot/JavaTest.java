package io.sluice.clients.polyglot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The AWS SDK for Java's asynchronous client and its batch manager, at work while their server is killed. */
class JavaTest {
    @Test
    @Timeout(300)
    @DisabledIfSystemProperty(named = "sluice.endpoint", matches = ".+", disabledReason = "kills its own server only")
    void theAsynchronousClientAndItsBatchesWorkOnThroughAKill() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Told told = WorkUnderKill.of(new ClientCommand(
                List.of(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AsyncWork.class.getName()),
                Map.of("AWS_MAX_ATTEMPTS", "1")));
        assertThat(told.unsure()).containsAll(told.repeated());
    }
}
