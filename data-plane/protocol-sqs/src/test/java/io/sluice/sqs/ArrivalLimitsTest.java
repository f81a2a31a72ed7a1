package io.sluice.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What may arrive at once, and how slowly: connections, bytes of bodies, time. Each limit is a setting. */
final class ArrivalLimitsTest {
    private static final Duration REQUEST_TIME = Duration.ofMillis(400);
    private static final int MAX_CONNECTIONS = 4;
    private static final int MAX_BUFFERED = 600_000;
    /** More than half of what one key may have buffered, which is a quarter. */
    private static final int LARGE = 90_000;

    private static TestApp app;
    /** Only signs: connections of its own would count. */
    private static SqsClient client;

    @BeforeAll
    static void serve() {
        app = new TestApp(-1, new SqsSettings(100_000, REQUEST_TIME, MAX_BUFFERED, MAX_CONNECTIONS, false, List.of()));
        client = new SqsClient(app, TestApp.KEY);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void connectionBeyondTheLimitIsClosedAndOneThatEndsMakesRoom() throws Exception {
        RawConnection[] open = new RawConnection[MAX_CONNECTIONS];
        for (int i = 0; i < open.length; i++) {
            open[i] = connected();
        }
        for (int i = 0; i < 3; i++) {
            try (RawConnection tooMany = new RawConnection(app)) {
                assertThat(tooMany.rest()).as("closed without an answer").isEmpty();
            }
        }
        open[1].write(list());
        assertThat(open[1].answer()).as("the others are served").startsWith("HTTP/1.1 200 ");
        open[0].close();
        open[0] = connected();
        for (RawConnection one : open) {
            one.close();
        }
    }

    @Test
    void filesOfTheLogAndTheCatalogAreKeptFromConnections() {
        assertThat(SqsSettings.connectionsFor(65_536)).isEqualTo(65_536 - 256);
        assertThat(SqsSettings.connectionsFor(100)).as("next to no files").isEqualTo(128);
        assertThat(SqsSettings.DEFAULT.maxConnections()).isGreaterThanOrEqualTo(128);
    }

    @Test
    void bodiesUnderWayNeverTakeMoreThanAnEighthOfTheHeap() {
        assertThat(SqsSettings.DEFAULT.maxBufferedBytes())
                .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 8);
    }

    @Test
    void bodyThatDoesNotFitIntoTheBudgetIsThrottledAndADeadClientsBytesComeBack() throws Exception {
        try (RawConnection second = new RawConnection(app)) {
            try (RawConnection first = new RawConnection(app)) {
                first.write(head(LARGE + 1));
                first.write(new byte[LARGE]);
                await(() -> app.sqs.bufferedBytes() >= LARGE);
                second.write(head(LARGE));
                second.write(new byte[LARGE]);
                assertThat(second.answer()).startsWith("HTTP/1.1 403 ").contains("RequestThrottled", "retry-after: 1");
                assertThat(app.sqs.bufferedBytes()).isLessThanOrEqualTo(MAX_BUFFERED / 4);
            }
            await(() -> app.sqs.bufferedBytes() == 0);
        }
        try (RawConnection third = new RawConnection(app)) {
            byte[] whole = client.jsonBytes("ListQueues", "{\"QueueNamePrefix\":\"" + " ".repeat(LARGE) + "\"}");
            third.write(whole);
            assertThat(third.answer()).doesNotContain("RequestThrottled");
        }
        assertThat(app.sqs.bufferedBytes()).isZero();
    }

    @Test
    void connectionThatSaysNothingIsClosed() throws IOException {
        try (RawConnection silent = new RawConnection(app)) {
            assertThat(silent.rest()).isEmpty();
        }
    }

    @Test
    void requestThatTricklesInIsLateHoweverOftenAByteComes() throws Exception {
        byte[] request = client.jsonBytes("ListQueues", "{" + " ".repeat(20) + "}");
        int held = 10;
        try (RawConnection slow = new RawConnection(app)) {
            slow.write(Arrays.copyOf(request, request.length - held));
            for (int i = held; i > 1; i--) {
                Thread.sleep(REQUEST_TIME.dividedBy(6));
                slow.write(new byte[] {request[request.length - i]});
            }
            assertThat(slow.answer()).startsWith("HTTP/1.1 408 ").contains("RequestTimeout");
        }
    }

    @Test
    void secondRequestOfAConnectionHasNoMoreTime() throws Exception {
        byte[] request = list();
        try (RawConnection connection = connected()) {
            connection.write(Arrays.copyOf(request, 30)); // not even a whole head
            assertThat(connection.rest()).isEmpty();
        }
    }

    @Test
    void connectionMayRestBetweenRequestsAndAPollMayWaitLongerThanARequestMayArrive() throws Exception {
        try (RawConnection connection = connected()) {
            connection.write(client.jsonBytes("CreateQueue", "{\"QueueName\":\"empty\"}"));
            assertThat(connection.answer()).startsWith("HTTP/1.1 200 ");
            Thread.sleep(REQUEST_TIME.multipliedBy(2));
            connection.write(client.jsonBytes(
                    "ReceiveMessage", "{\"QueueUrl\":\"" + client.url("empty") + "\",\"WaitTimeSeconds\":1}"));
            assertThat(connection.answer()).startsWith("HTTP/1.1 200 ").endsWith("{}");
        }
    }

    @Test
    void clientOfHttp10ThatAsksForItKeepsItsConnectionAndIsToldSo() throws Exception {
        String request = new String(list(), StandardCharsets.ISO_8859_1);
        String old = request.replace(" HTTP/1.1\r\n", " HTTP/1.0\r\n");
        try (RawConnection kept = new RawConnection(app)) {
            for (int i = 0; i < 2; i++) {
                kept.write(old.replace("\r\n\r\n", "\r\nConnection: keep-alive\r\n\r\n"));
                assertThat(kept.answer()).startsWith("HTTP/1.1 200 ").contains("\r\nconnection: keep-alive\r\n");
            }
            kept.write(old);
            assertThat(kept.rest()).contains(" 200 OK\r\n", "\r\nconnection: close\r\n");
        }
        try (RawConnection modern = new RawConnection(app)) {
            modern.write(request);
            assertThat(modern.answer()).doesNotContain("connection:");
        }
    }

    /** A connection that was served once. */
    private static RawConnection connected() throws Exception {
        for (int i = 0; ; i++) {
            RawConnection connection = new RawConnection(app);
            try {
                connection.write(list());
                assertThat(connection.answer()).startsWith("HTTP/1.1 200 ");
                return connection;
            } catch (IOException stillTooMany) {
                connection.close();
                if (i == 100) {
                    throw stillTooMany;
                }
                Thread.sleep(20); // an ended connection is counted until the server has seen its end
            }
        }
    }

    private static byte[] list() {
        return client.jsonBytes("ListQueues", "{}");
    }

    private static byte[] head(int announced) {
        byte[] whole = client.jsonBytes("SendMessage", "x".repeat(announced));
        return Arrays.copyOf(whole, whole.length - announced);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 500 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
