package io.sluice.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that are slow, greedy, broken or gone: the server takes 100,000 bytes in 300 ms, 150,000 at once. */
final class HostileClientTest {
    private static TestApp app;
    private static SqsClient client;

    @BeforeAll
    static void serve() {
        app = TestApp.impatient();
        client = new SqsClient(app, TestApp.KEY);
        assertThat(client.json("CreateQueue", "{\"QueueName\":\"q\"}").status()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket("localhost", app.port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 500 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static byte[] head(int announced) {
        byte[] whole = client.jsonBytes("SendMessage", "x".repeat(announced));
        return Arrays.copyOf(whole, whole.length - announced);
    }

    @Test
    void tooLargeBodyIsRefusedByItsAnnouncement() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(head(100_001));
            assertThat(readAll(socket))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("RequestEntityTooLarge", "connection: close");
        }
    }

    @Test
    void tooLargeChunkedBodyIsRefusedWhenItIsTooLarge() throws IOException {
        String plain = new String(head(10), StandardCharsets.UTF_8);
        String chunked = plain.replaceFirst("(?i)content-length: 10", "Transfer-Encoding: chunked");
        try (Socket socket = connect()) {
            socket.getOutputStream().write(chunked.getBytes(StandardCharsets.UTF_8));
            byte[] chunk = ("2710\r\n" + "x".repeat(10_000) + "\r\n").getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 11; i++) {
                socket.getOutputStream().write(chunk);
            }
            assertThat(readAll(socket)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void largeBodyWithoutAPlausibleSignatureIsNotTakenIn() throws IOException {
        String head = new String(head(99_000), StandardCharsets.UTF_8);
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(head.replace(TestApp.KEY, "AKIANOBODY").getBytes(StandardCharsets.UTF_8));
            assertThat(readAll(socket)).startsWith("HTTP/1.1 403 ").contains("InvalidClientTokenId");
        }
    }

    @Test
    void slowBodyIsRefused() throws IOException, InterruptedException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(head(10));
            socket.getOutputStream().write('{');
            assertThat(readAll(socket)).startsWith("HTTP/1.1 408 ").contains("RequestTimeout");
        }
        await(() -> app.sqs.bufferedBytes() == 0);
    }

    /** It sends nothing more, and still reads. */
    @Test
    void halfClosedClientIsToldThatItsMessageIsDurable() throws IOException {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        app.queues.durable = durable;
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(client.jsonBytes(
                            "SendMessage", "{\"QueueUrl\":\"" + client.url("q") + "\",\"MessageBody\":\"m\"}"));
            socket.shutdownOutput();
            socket.setSoTimeout(300);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            durable.complete(null);
            socket.setSoTimeout(10_000);
            assertThat(readAll(socket)).startsWith("HTTP/1.1 200 ").contains("MessageId", "connection: close");
        } finally {
            app.queues.durable = CompletableFuture.completedFuture(null);
        }
    }

    @Test
    void halfClosedClientIsNotWaitedForByAPoll() throws IOException {
        assertThat(client.json("CreateQueue", "{\"QueueName\":\"empty\"}").status())
                .isEqualTo(200);
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(client.jsonBytes(
                            "ReceiveMessage", "{\"QueueUrl\":\"" + client.url("empty") + "\",\"WaitTimeSeconds\":20}"));
            socket.shutdownOutput();
            assertThat(readAll(socket)).isEmpty();
        }
    }

    @Test
    void slowHeadIsCutOff() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write("POST / HTTP/1.1\r\nHost".getBytes(StandardCharsets.UTF_8));
            assertThat(readAll(socket)).isEmpty();
        }
    }

    @Test
    void bodiesUnderWayHaveABudget() throws IOException, InterruptedException {
        byte[] part = new byte[90_000];
        try (Socket first = connect();
                Socket second = connect()) {
            first.getOutputStream().write(head(99_000));
            first.getOutputStream().write(part);
            await(() -> app.sqs.bufferedBytes() >= 90_000);
            second.getOutputStream().write(head(99_000));
            second.getOutputStream().write(part);
            assertThat(readAll(second)).startsWith("HTTP/1.1 403 ").contains("RequestThrottled", "retry-after: 1");
        }
        await(() -> app.sqs.bufferedBytes() == 0);
    }

    @Test
    void requestsSentAheadAreAnsweredInOrder() throws IOException {
        byte[] list = client.jsonBytes("ListQueues", "{}");
        byte[] poll = client.jsonBytes(
                "ReceiveMessage", "{\"QueueUrl\":\"" + client.url("empty") + "\",\"WaitTimeSeconds\":1}");
        assertThat(client.json("CreateQueue", "{\"QueueName\":\"empty\"}").status())
                .isEqualTo(200);
        byte[] echo = "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi".getBytes(StandardCharsets.UTF_8);
        byte[] last = new String(list, StandardCharsets.UTF_8)
                .replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        try (Socket socket = connect()) {
            for (byte[] request : List.of(list, poll, echo, poll, list, echo, last)) {
                socket.getOutputStream().write(request);
            }
            String answers = readAll(socket);
            List<String> bodies = new ArrayList<>();
            for (String answer : answers.split("HTTP/1.1 200 OK\r\n", -1)) {
                if (!answer.isEmpty()) {
                    bodies.add(answer.substring(answer.indexOf("\r\n\r\n") + 4));
                }
            }
            assertThat(bodies).hasSize(7);
            assertThat(bodies.get(0)).startsWith("{\"QueueUrls\"");
            assertThat(bodies.get(1)).isEqualTo("{}");
            assertThat(bodies.get(2)).isEqualTo("hi");
            assertThat(bodies.get(3)).isEqualTo("{}");
            assertThat(bodies.get(4)).startsWith("{\"QueueUrls\"");
            assertThat(bodies.get(5)).isEqualTo("hi");
            assertThat(bodies.get(6)).startsWith("{\"QueueUrls\"");
        }
    }

    @Test
    void pollOfAClosedConnectionTakesNothing() throws Exception {
        client.json("CreateQueue", "{\"QueueName\":\"left\"}");
        String queue = "{\"QueueUrl\":\"" + client.url("left") + "\"";
        int before = app.queues.abandoned;
        try (Socket socket = connect()) {
            socket.getOutputStream().write(client.jsonBytes("ReceiveMessage", queue + ",\"WaitTimeSeconds\":20}"));
            Thread.sleep(100);
        }
        await(() -> app.queues.abandoned > before);
        client.json("SendMessage", queue + ",\"MessageBody\":\"x\"}");
        assertThat(client.json("ReceiveMessage", queue + ",\"AttributeNames\":[\"All\"]}")
                        .body())
                .contains("\"ApproximateReceiveCount\":\"1\"");
    }

    @Test
    void brokenBytesNeitherFailTheServerNorStopIt() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] sample =
                client.jsonBytes("SendMessage", "{\"QueueUrl\":\"" + client.url("q") + "\",\"MessageBody\":\"x\"}");
        for (int i = 0; i < 300; i++) {
            byte[] broken = sample.clone();
            for (int change = random.nextInt(8); change >= 0; change--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            try (Socket socket = connect()) {
                socket.getOutputStream().write(broken);
                socket.shutdownOutput();
                InputStream in = socket.getInputStream();
                String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).as("seed " + seed + " round " + i).doesNotStartWith("HTTP/1.1 5");
            } catch (IOException reset) {
                // A connection may be cut; the next request must be served all the same.
            }
        }
        assertThat(client.json("ListQueues", "{}").status()).isEqualTo(200);
    }

    @Test
    void mutatedParametersAreNeverAServersFault() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String url = "\"QueueUrl\":\"" + client.url("q") + "\"";
        Map<String, String> samples = Map.of(
                "CreateQueue",
                "{\"QueueName\":\"m\",\"Attributes\":{\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":\\\"arn:aws:sqs:r:123456789012:q\\\",\\\"maxReceiveCount\\\":3}\",\"DelaySeconds\":\"5\"}}",
                "SendMessage",
                "{" + url
                        + ",\"MessageBody\":\"x\",\"DelaySeconds\":5,\"MessageAttributes\":{\"a\":{\"DataType\":\"Number\",\"StringValue\":\"1e5\"}}}",
                "SendMessageBatch",
                "{" + url + ",\"Entries\":[{\"Id\":\"a\",\"MessageBody\":\"x\"},{\"Id\":\"b\",\"MessageBody\":\"y\"}]}",
                "ReceiveMessage",
                "{" + url
                        + ",\"MaxNumberOfMessages\":1,\"AttributeNames\":[\"All\"],\"MessageAttributeNames\":[\"a.*\"]}",
                "ChangeMessageVisibilityBatch",
                "{" + url
                        + ",\"Entries\":[{\"Id\":\"a\",\"ReceiptHandle\":\"AQEAAAAAAAIAAAAAAAAAAAAAAAAAAXtJfVzWzHFh3nLGgwCN8-Q\",\"VisibilityTimeout\":1}]}",
                "ListQueues",
                "{\"MaxResults\":1,\"NextToken\":\"MWE\"}");
        List<String> actions = List.copyOf(samples.keySet());
        for (int i = 0; i < 3_000; i++) {
            String action = actions.get(random.nextInt(actions.size()));
            byte[] body = samples.getOrDefault(action, "").getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(3); change >= 0; change--) {
                body[random.nextInt(body.length)] = (byte)
                        (random.nextInt(4) == 0 ? random.nextInt(256) : "0\"{}[],:-9\\".charAt(random.nextInt(11)));
            }
            SqsClient.Reply reply = client.json(action, body);
            assertThat(reply.status())
                    .as("seed " + seed + ": " + new String(body, StandardCharsets.ISO_8859_1))
                    .isLessThan(500);
        }
    }
}
