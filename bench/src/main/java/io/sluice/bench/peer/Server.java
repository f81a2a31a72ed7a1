package io.sluice.bench.peer;

import io.sluice.bench.load.Answer;
import io.sluice.bench.load.Marker;
import io.sluice.bench.load.Once;
import io.sluice.bench.load.Wire;
import java.io.IOException;
import java.util.Map;

/**
 * A server under test.
 *
 * @param queues whether it speaks SQS; the echo server only returns what it gets
 */
public record Server(String name, ServerProcess process, Wire wire, boolean queues) implements AutoCloseable {
    private static final Marker QUEUE_URL = new Marker("\"QueueUrl\":\"");
    private static final String LEASE_SECONDS = "600";

    /** The new queue's URL. Leases are long, so that nothing comes back while a run lasts. */
    public String createQueue(String queue) throws IOException {
        return createQueue(queue, Map.of());
    }

    /** The same with further attributes, whose values need no escapes but of quotes. */
    public String createQueue(String queue, Map<String, String> attributes) throws IOException {
        if (!queues) {
            return "http://127.0.0.1:" + wire.port() + "/000000000000/" + queue;
        }
        StringBuilder json = new StringBuilder("{\"QueueName\":\"" + queue + "\",\"Attributes\":{");
        attributes.forEach((name, value) -> json.append('"')
                .append(name)
                .append("\":\"")
                .append(value.replace("\"", "\\\""))
                .append("\","));
        json.append("\"VisibilityTimeout\":\"").append(LEASE_SECONDS).append("\"}}");
        Answer answer = call("CreateQueue", json.toString());
        String url = answer.member(QUEUE_URL);
        if (url == null) {
            throw new IOException(name + " gave no QueueUrl: " + answer.text());
        }
        return url.replace("\\/", "/");
    }

    /** One call that must succeed. */
    public Answer call(String action, String json) throws IOException {
        Answer answer = Once.call(wire.port(), wire.request(action, json));
        if (!answer.ok()) {
            throw new IOException(name + " refused " + action + ": " + answer.status() + " " + answer.text());
        }
        return answer;
    }

    @Override
    public void close() {
        process.close();
    }
}
