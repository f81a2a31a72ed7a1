package io.sluice.standalone.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** An account's client in one of the protocols. */
final class Sqs {
    /** Who a client is, and who else there is. */
    record Account(String tenant, String keyId, String secret) {}

    private static final Duration TIMEOUT = Duration.ofSeconds(40);
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final String RUN = UUID.randomUUID().toString().substring(0, 8);

    private final HttpClient http;
    private final String endpoint;
    private final Account account;
    private final Account stranger;
    private final boolean json;

    Sqs(HttpClient http, String endpoint, Account account, Account stranger, boolean json) {
        this.http = http;
        this.endpoint = endpoint;
        this.account = account;
        this.stranger = stranger;
        this.json = json;
    }

    /** Somebody else, in the same protocol. */
    Sqs stranger() {
        return new Sqs(http, endpoint, /* account= */ stranger, /* stranger= */ account, json);
    }

    boolean isJson() {
        return json;
    }

    String tenant() {
        return account.tenant();
    }

    String endpoint() {
        return endpoint;
    }

    /** Names and values, in order. */
    static Map<String, Object> params(Object... namesAndValues) {
        Map<String, Object> params = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            params.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return params;
    }

    /** An answer of any kind. */
    Reply call(String action, Object... namesAndValues) throws IOException, InterruptedException {
        return call(true, action, params(namesAndValues));
    }

    /** The same of a request by nobody. */
    Reply unsigned(String action, Object... namesAndValues) throws IOException, InterruptedException {
        return call(false, action, params(namesAndValues));
    }

    private Reply call(boolean signed, String action, Map<String, Object> params)
            throws IOException, InterruptedException {
        return json
                ? send(signed, "POST", "/", Map.of("x-amz-target", "AmazonSQS." + action), JsonTree.write(params))
                : send(signed, "POST", "/", Map.of(), QueryTree.write(action, params));
    }

    /** A good answer. */
    Reply ok(String action, Object... namesAndValues) throws IOException, InterruptedException {
        return call(action, namesAndValues).assertOk();
    }

    /** Signed, in this protocol. */
    Reply send(String method, String path, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        return send(true, method, path, headers, body);
    }

    private Reply send(boolean signed, String method, String path, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putIfAbsent(
                "content-type",
                json ? "application/x-amz-json-1.0" : "application/x-www-form-urlencoded; charset=utf-8");
        URI uri = URI.create(endpoint + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)));
        (signed ? Signature.of(account, method, uri, all, body) : all).forEach(request::header);
        HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        String text = new String(response.body(), StandardCharsets.UTF_8);
        Map<String, String> answered = new LinkedHashMap<>();
        response.headers().map().forEach((name, values) -> answered.put(name, values.getFirst()));
        assertThat(response.statusCode()).as(text).isLessThan(500);
        return json
                ? JsonTree.read(response.statusCode(), text, answered)
                : QueryTree.read(response.statusCode(), text, answered);
    }

    static String name() {
        return "c-" + RUN + "-" + NAMES.incrementAndGet();
    }

    /** The address of a new queue with these attributes. */
    String queue(Object... attributes) throws IOException, InterruptedException {
        return queueOf(name(), attributes);
    }

    /** The same under that name. */
    String queueOf(String name, Object... attributes) throws IOException, InterruptedException {
        return ok("CreateQueue", "QueueName", name, "Attributes", params(attributes))
                .text("QueueUrl");
    }

    /** The same of a FIFO queue. */
    String fifo(Object... attributes) throws IOException, InterruptedException {
        Map<String, Object> all = params(attributes);
        all.put("FifoQueue", "true");
        return ok("CreateQueue", "QueueName", name() + ".fifo", "Attributes", all)
                .text("QueueUrl");
    }

    String arn(String url) {
        return "arn:aws:sqs:" + Signature.REGION + ":" + account.tenant() + ":"
                + url.substring(url.lastIndexOf('/') + 1);
    }

    Map<String, Object> attributes(String url, String... names) throws IOException, InterruptedException {
        return ok("GetQueueAttributes", "QueueUrl", url, "AttributeNames", List.of(names))
                .map("Attributes");
    }

    Reply sendTo(String url, String body, Object... more) throws IOException, InterruptedException {
        Map<String, Object> all = params("QueueUrl", url, "MessageBody", body);
        all.putAll(params(more));
        return ok("SendMessage", flat(all));
    }

    /** What a receive got; waits a little for the first. */
    List<Map<String, Object>> receive(String url, Object... more) throws IOException, InterruptedException {
        Map<String, Object> all = params("QueueUrl", url, "WaitTimeSeconds", 2);
        all.putAll(params(more));
        return ok("ReceiveMessage", flat(all)).list("Messages");
    }

    /** The one message that a receive got. */
    Map<String, Object> one(String url, Object... more) throws IOException, InterruptedException {
        List<Map<String, Object>> messages = receive(url, more);
        assertThat(messages).hasSize(1);
        return messages.getFirst();
    }

    /** The handle of the one message that a receive got. */
    String handle(String url, Object... more) throws IOException, InterruptedException {
        return Reply.text(one(url, more), "ReceiptHandle");
    }

    void assertEmpty(String url) throws IOException, InterruptedException {
        assertThat(receive(url, "WaitTimeSeconds", 0)).isEmpty();
    }

    private static Object[] flat(Map<String, Object> params) {
        return params.entrySet().stream()
                .flatMap(entry -> java.util.stream.Stream.of(entry.getKey(), entry.getValue()))
                .toArray();
    }
}
