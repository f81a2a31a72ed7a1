package io.sluice.standalone.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.sluice.sqs.operation.SqsAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every rule on the whole server, in both protocols; and docs/sqs.md, which says what came of them. */
final class ConformanceTest {
    /** Most of a rule's time is waiting. */
    private static final int AT_ONCE = 24;

    @TempDir
    static Path home;

    private static Whole whole;

    @BeforeAll
    static void serve() throws IOException, InterruptedException {
        whole = new Whole(home);
    }

    @AfterAll
    static void stop() {
        whole.close();
    }

    @TestFactory
    Stream<DynamicTest> rulesHoldInBothProtocols() {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Semaphore turns = new Semaphore(AT_ONCE);
        List<DynamicTest> tests = new ArrayList<>();
        for (Rule rule : Rules.all()) {
            for (Sqs sqs : whole.clients()) {
                Callable<Void> run = () -> {
                    turns.acquire();
                    try {
                        rule.check().run(sqs);
                    } finally {
                        turns.release();
                    }
                    return null;
                };
                Future<Void> held = threads.submit(run);
                tests.add(dynamicTest((sqs.isJson() ? "JSON " : "Query ") + rule, held::get));
            }
        }
        return tests.stream().onClose(threads::close);
    }

    @Test
    void everyMemberAndAttributeHasARule() {
        List<String> ruled = Rules.all().stream()
                .map(rule -> rule.action() + " " + rule.subject())
                .toList();
        Model.members().forEach((action, members) -> {
            for (String member : members) {
                assertThat(ruled).contains(action + " " + member);
            }
        });
        assertThat(Rules.all().stream().map(Rule::subject)).containsAll(Model.QUEUE_ATTRIBUTES);
    }

    @Test
    void everyActionIsInTheModel() {
        assertThat(Arrays.stream(SqsAction.values()).map(SqsAction::wireName))
                .containsExactlyInAnyOrderElementsOf(Model.members().keySet());
    }

    /** {@code -Dsluice.write-docs=true} writes the file instead. */
    @Test
    void docsSayWhatTheRulesSay() throws IOException {
        Path file = Path.of("../../docs/sqs.md").toAbsolutePath().normalize();
        String page = Page.of(Rules.all());
        if (Boolean.getBoolean("sluice.write-docs")) {
            Files.writeString(file, page);
        }
        assertThat(Files.readString(file)).isEqualTo(page);
    }
}
