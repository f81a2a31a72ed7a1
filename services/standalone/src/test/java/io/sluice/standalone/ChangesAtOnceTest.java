package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many who change one queue's record at the same time, with clients that do not repeat what is refused. */
class ChangesAtOnceTest {
    private static final int CHANGES = 40;

    @TempDir
    Path home;

    @Test
    void allAreMade() throws Exception {
        try (Child child = Child.start(home);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Customer customer = new Customer(child.port());
            String queue = customer.createQueue("orders");
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < CHANGES; i++) {
                String tag = "{" + queue + ",\"Tags\":{\"tag" + i + "\":\"x\"}}";
                answers.add(threads.submit(
                        () -> new Customer(customer, child.port()).client().json("TagQueue", tag)));
            }
            for (Future<String> answer : answers) {
                assertThat(answer.get()).doesNotContain("__type");
            }
            assertThat(customer.client()
                            .json("ListQueueTags", "{" + queue + "}")
                            .split("\"tag", -1))
                    .hasSize(CHANGES + 1);
        }
    }
}
