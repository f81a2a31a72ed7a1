package io.sluice.clients.polyglot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.harness.python.Python;
import io.sluice.harness.python.PythonInstaller;
import io.sluice.harness.python.Script;
import io.sluice.harness.python.Toolset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** boto3 of the time when it spoke Query, and the AWS CLI, at work while their server is killed. */
@DisabledIfSystemProperty(named = "sluice.endpoint", matches = ".+", disabledReason = "kills its own server only")
class PythonTest {
    /** An {@code aws} takes most of a second. */
    private static final int BY_COMMAND_LINE = 30;

    private static Script script;

    @BeforeAll
    static void write() throws Exception {
        script = Script.beside(PythonTest.class, "work.py");
    }

    @AfterAll
    static void remove() throws Exception {
        script.close();
    }

    @Test
    @Timeout(600)
    void botoThatSpeaksQueryWorksOnThroughAKill() throws Exception {
        Told told = WorkUnderKill.of(work(Toolset.BOTO3_QUERY));
        assertThat(told.unsure()).containsAll(told.repeated());
    }

    @Test
    @Timeout(600)
    void botoThatSpeaksQueryKeepsTheOrderOfItsGroupsThroughAKill() throws Exception {
        Told told = WorkUnderKill.ofGroups(work(Toolset.BOTO3_QUERY));
        assertThat(told.unsure()).containsAll(told.repeated());
    }

    @Test
    @Timeout(600)
    void theCommandLineWorksOnThroughAKill() throws Exception {
        Told told = WorkUnderKill.of(work(Toolset.AWSCLI).with("cli"), BY_COMMAND_LINE);
        assertThat(told.unsure()).containsAll(told.repeated());
    }

    private static ClientCommand work(Toolset toolset) throws Exception {
        Python python = new PythonInstaller().install(toolset);
        return new ClientCommand(List.of(python.interpreter(), script.file().toString()), python.environment());
    }
}
