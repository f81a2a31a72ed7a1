package io.sluice.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.awspring.cloud.sqs.operations.MessagingOperationFailedException;
import io.awspring.cloud.sqs.operations.SqsTemplate;
import io.sluice.harness.server.Account;
import io.sluice.harness.server.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Spring Cloud AWS: listeners by annotation, and the template that sends and receives. */
class SqsListenerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MESSAGES = 300;
    /** Nobody sends further ahead of the listener, so that a kill comes upon both at work. */
    private static final int AHEAD = 60;

    private static ServerProcess server;
    private static ConfigurableApplicationContext application;
    private static SqsTemplate template;
    private static SqsAsyncClient sqs;
    private static Heard heard;

    @BeforeAll
    @Timeout(120)
    static void start() {
        server = ServerProcess.start();
        Account account = server.signUp("spring");
        Map<String, Object> settings = Map.of(
                "spring.cloud.aws.sqs.endpoint", account.endpoint().toString(),
                "spring.cloud.aws.region.static", account.region(),
                "spring.cloud.aws.credentials.access-key", account.accessKeyId(),
                "spring.cloud.aws.credentials.secret-key", account.secretAccessKey(),
                // A context that closes waits for the polls that are under way.
                "spring.cloud.aws.sqs.listener.poll-timeout", "2s",
                "logging.level.root", "warn");
        application = new SpringApplicationBuilder(Listeners.class)
                .properties(settings)
                .run();
        template = application.getBean(SqsTemplate.class);
        sqs = application.getBean(SqsAsyncClient.class);
        heard = application.getBean(Heard.class);
    }

    @AfterAll
    static void stop() {
        application.close();
        server.close();
    }

    @Test
    void aPayloadComesAsWhatItWasWithItsHeaders() throws Exception {
        template.send(to -> to.queue("orders").payload(new Order("espresso", 2)).header("table", "seven"));
        assertThat(heard.await("orders", all -> !all.isEmpty(), PATIENCE))
                .containsExactly(new Order("espresso", 2) + " for seven");
    }

    @Test
    void aListenerGetsBatches() throws Exception {
        List<Message<String>> messages = IntStream.range(0, 10)
                .mapToObj(i -> MessageBuilder.withPayload("b" + i).build())
                .toList();
        assertThat(template.sendMany("batches", messages).successful()).hasSize(10);
        List<Object> batches = heard.await("batches", all -> bodies(all).count() == 10, PATIENCE);
        assertThat(bodies(batches)).doesNotHaveDuplicates();
        assertThat(batches).hasSizeLessThan(10);
    }

    @Test
    void whatIsNotAcknowledgedComesAgainAndThenNoMore() throws Exception {
        template.send("second-time", "twice");
        heard.await("second-time", all -> all.size() == 2, PATIENCE);
        Thread.sleep(Duration.ofMillis(4_500));
        assertThat(heard.on("second-time")).containsExactly("twice", "twice");
        assertThat(counts("second-time")).containsOnly("0");
    }

    @Test
    void whatFailsTooOftenIsParked() throws Exception {
        String dead = sqs.createQueue(create -> create.queueName("failing-dead"))
                .join()
                .queueUrl();
        String arn = sqs.getQueueAttributes(get -> get.queueUrl(dead).attributeNames(QueueAttributeName.QUEUE_ARN))
                .join()
                .attributesAsStrings()
                .getOrDefault("QueueArn", "none");
        String policy = "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":2}";
        sqs.setQueueAttributes(set ->
                        set.queueUrl(url("failing")).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy)))
                .join();
        template.send("failing", "poison");
        assertThat(template.receive(
                                from -> from.queue("failing-dead").pollTimeout(Duration.ofSeconds(20)), String.class)
                        .map(Message::getPayload))
                .contains("poison");
        assertThat(heard.on("failing")).containsExactly("poison", "poison");
    }

    @Test
    @Timeout(180)
    void listenersWorkOnThroughAKill() throws Exception {
        Thread sender = Thread.ofVirtual().start(SqsListenerTest::sendAll);
        heard.await("work", all -> all.size() >= MESSAGES / 3, PATIENCE);
        assertThat(sender.isAlive()).as("sending when it was killed").isTrue();
        server.kill();
        Thread.sleep(Duration.ofMillis(500));
        server.restart();
        sender.join();
        Set<Object> sent = all().collect(Collectors.toSet());
        heard.await("work", all -> Set.copyOf(all).equals(sent), PATIENCE);
        awaitEmpty("work");
        assertThat(Set.copyOf(heard.on("work"))).isEqualTo(sent);
    }

    private static Stream<String> all() {
        return IntStream.range(0, MESSAGES).mapToObj(i -> "m" + i);
    }

    /** What fails was perhaps taken: it is sent again, and may come twice. */
    private static void sendAll() {
        List<String> left = new ArrayList<>(all().toList());
        while (!left.isEmpty()) {
            try {
                if (MESSAGES - left.size() - heard.on("work").size() < AHEAD) {
                    template.send("work", left.getFirst());
                    left.removeFirst();
                }
                Thread.sleep(Duration.ofMillis(5));
            } catch (MessagingOperationFailedException down) {
                // The server is down for a moment.
            } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
            }
        }
    }

    /** Also what was leased to a call whose answer was lost has come again by then. */
    private static void awaitEmpty(String queue) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Set.copyOf(counts(queue)).equals(Set.of("0"))) {
            assertThat(System.nanoTime())
                    .as(queue + " is not empty: " + counts(queue))
                    .isLessThan(deadline);
            Thread.sleep(Duration.ofMillis(50));
        }
    }

    private static Stream<Object> bodies(List<Object> batches) {
        return batches.stream().flatMap(batch -> ((List<?>) batch).stream());
    }

    private static String url(String queue) {
        return sqs.getQueueUrl(get -> get.queueName(queue)).join().queueUrl();
    }

    private static Collection<String> counts(String queue) {
        return sqs.getQueueAttributes(get -> get.queueUrl(url(queue))
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
                .join()
                .attributesAsStrings()
                .values();
    }
}
