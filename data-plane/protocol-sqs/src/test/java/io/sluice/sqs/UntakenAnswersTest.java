package io.sluice.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that ask for much and do not read it. */
final class UntakenAnswersTest {
    private static final Duration REQUEST_TIME = Duration.ofMillis(400);
    private static final int BODY = 500_000;
    /** Together more than the buffers of a connection's two ends hold. */
    private static final int RECEIVES = 60;

    private static final int LEAVING = 8_000_000;

    private static TestApp app;
    private static SqsClient client;

    @BeforeAll
    static void serve() throws Exception {
        app = new TestApp(-1, new SqsSettings(2_000_000, REQUEST_TIME, LEAVING / 2, 100, false, List.of()));
        client = new SqsClient(app, TestApp.KEY);
        ask("CreateQueue", "{\"QueueName\":\"large\"}");
        ask("SendMessage", "{\"QueueUrl\":\"%s\",\"MessageBody\":\"%s\"}".formatted(url(), "x".repeat(BODY)));
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void connectionThatTakesNoAnswersIsAnsweredNoFurtherAndClosed() throws Exception {
        try (RawConnection deaf = new RawConnection(app)) {
            for (int i = 0; i < RECEIVES; i++) {
                deaf.write(receive());
            }
            Thread.sleep(REQUEST_TIME.multipliedBy(4));
            assertThat(ask("ListQueues", "{}")).startsWith("HTTP/1.1 200 ");
            assertThat(app.sqs.leaving().used()).as("given back").isZero();
            assertThat(deaf.rest().length()).isLessThan(RECEIVES * BODY);
        }
    }

    @Test
    void connectionThatTakesThemSlowlyGetsThemAll() throws Exception {
        try (RawConnection slow = new RawConnection(app)) {
            for (int i = 0; i < RECEIVES; i++) {
                slow.write(receive());
            }
            for (int i = 0; i < RECEIVES; i++) {
                Thread.sleep(REQUEST_TIME.dividedBy(8));
                assertThat(slow.answer()).startsWith("HTTP/1.1 200 ").contains("xxxx");
            }
        }
    }

    @Test
    void manyConnectionsOfOneTenantThatTakeNothingKeepNoMoreThanItsShare() throws Exception {
        RawConnection[] deaf = new RawConnection[40];
        for (int i = 0; i < deaf.length; i++) {
            deaf[i] = new RawConnection(app);
            for (int j = 0; j < 20; j++) {
                deaf[i].write(receive());
            }
            assertThat(app.sqs.leaving().used()).isLessThanOrEqualTo(LEAVING / 4);
        }
        for (RawConnection one : deaf) {
            one.close();
        }
    }

    private static byte[] receive() {
        return client.jsonBytes("ReceiveMessage", "{\"QueueUrl\":\"" + url() + "\",\"VisibilityTimeout\":0}");
    }

    private static String ask(String action, String json) throws Exception {
        try (RawConnection connection = new RawConnection(app)) {
            connection.write(client.jsonBytes(action, json));
            return connection.answer();
        }
    }

    private static String url() {
        return client.url("large");
    }
}
