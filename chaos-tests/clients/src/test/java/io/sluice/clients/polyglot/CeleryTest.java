package io.sluice.clients.polyglot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.clients.TestServer;
import io.sluice.harness.python.Python;
import io.sluice.harness.python.PythonInstaller;
import io.sluice.harness.python.Toolset;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Celery with kombu's SQS transport: workers, and who sends them tasks. */
class CeleryTest {
    private static final int FACTS = 4;
    /** Who acknowledges late does again what was under way when the server died: so many tasks a worker takes at most. */
    private static final int UNDER_WAY = 4 * 4 + 4;

    @TempDir
    static Path folder;

    private static ClientCommand celery;

    @BeforeAll
    @Timeout(600)
    static void install() throws Exception {
        Python python = new PythonInstaller().install(Toolset.CELERY);
        Resource.copy("celery", List.of("tasks.py", "celery_work.py"), folder);
        String script = folder.resolve("celery_work.py").toString();
        celery = new ClientCommand(List.of(python.interpreter(), script), python.environment());
    }

    @TestFactory
    List<DynamicTest> workers() throws Exception {
        return Facts.of(celery.with("facts").as(TestServer.signUp("celery")), FACTS);
    }

    @Test
    @Timeout(300)
    @DisabledIfSystemProperty(named = "sluice.endpoint", matches = ".+", disabledReason = "kills its own server only")
    void tasksAreDoneThroughAKill() throws Exception {
        Told told = WorkUnderKill.of(celery);
        assertThat(told.repeated()).hasSizeLessThanOrEqualTo(UNDER_WAY);
    }
}
