package io.sluice.clients.polyglot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.clients.JavaSdk;
import io.sluice.harness.server.Account;
import io.sluice.harness.server.ServerProcess;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A client at work whose server is killed (SIGKILL) and started again in the middle. */
final class WorkUnderKill {
    private static final int MESSAGES = 300;
    private static final int GROUPS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(100);
    private static final Duration DOWN = Duration.ofMillis(500);
    private static final String QUEUE = "work";
    private static final String FIFO = "work.fifo";

    private WorkUnderKill() {}

    /**
     * The client sends {@code m0}, {@code m1}, … to the queue {@code work}, handles them, and ends when it had all. What was
     * sent is handled, nothing else is, and the queue is empty.
     *
     * @return what it told, for what else must be so
     */
    static Told of(ClientCommand command) throws Exception {
        return of(command, MESSAGES);
    }

    static Told of(ClientCommand command, int messages) throws Exception {
        return of(command, QUEUE, messages);
    }

    /** The same with a FIFO queue; the messages go round some groups, and of each group they are handled in their order. */
    static Told ofGroups(ClientCommand command) throws Exception {
        Told told = of(command, FIFO, MESSAGES);
        assertThat(told.overtaken(GROUPS))
                .as("handled after a later one of its group")
                .isEmpty();
        return told;
    }

    private static Told of(ClientCommand command, String queue, int messages) throws Exception {
        try (ServerProcess server = ServerProcess.start()) {
            Account account = server.signUp("work");
            ClientCommand work = command.as(account)
                    .setting("WORK_MESSAGES", messages)
                    .setting("WORK_QUEUE", queue)
                    .setting("WORK_GROUPS", GROUPS);
            try (ClientProcess client = new ClientProcess(work)) {
                client.await(told -> told.handled().size() >= messages / 3, PATIENCE);
                assertThat(client.told().sent()).as("sent before the kill").hasSizeLessThan(messages);
                server.kill();
                Thread.sleep(DOWN);
                server.restart();
                client.awaitEnd(PATIENCE);
                Set<String> all =
                        IntStream.range(0, messages).mapToObj(i -> "m" + i).collect(Collectors.toSet());
                assertThat(client.told().sent()).isEqualTo(all);
                assertThat(Set.copyOf(client.told().handled())).isEqualTo(all);
                assertThat(counts(account, queue)).containsOnly("0").hasSize(3);
                return client.told();
            }
        }
    }

    private static Collection<String> counts(Account account, String queue) {
        try (SqsClient sqs = JavaSdk.sync(account)) {
            String url = sqs.getQueueUrl(get -> get.queueName(queue)).queueUrl();
            Map<QueueAttributeName, String> counts = sqs.getQueueAttributes(get -> get.queueUrl(url)
                            .attributeNames(
                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
                    .attributes();
            return counts.values();
        }
    }
}
