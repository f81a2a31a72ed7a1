package io.sluice.standalone;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody who signed up and uses queues. */
final class Customer {
    private final TrainingClient client;
    private final String account;

    Customer(int port) throws IOException {
        client = new TrainingClient(port);
        account = client.post(
                "/v1/signup", "{\"email\":\"" + System.nanoTime() + "@example.com\",\"name\":\"somebody\"}");
        client.useKey(field(account, "accessKeyId"), field(account, "secretAccessKey"));
    }

    /** The same customer at a server that was started again. */
    Customer(Customer before, int port) {
        client = new TrainingClient(port);
        account = before.account;
        client.useKey(field(account, "accessKeyId"), field(account, "secretAccessKey"));
    }

    String tenant() {
        return field(account, "tenant");
    }

    /** For basic authentication. */
    String key() {
        return field(account, "accessKeyId") + ":" + field(account, "secretAccessKey");
    }

    TrainingClient client() {
        return client;
    }

    /** What requests name the queue by; the port in it does not matter. */
    String createQueue(String name) throws IOException {
        return "\"QueueUrl\":\"" + field(client.json("CreateQueue", "{\"QueueName\":\"" + name + "\"}"), "QueueUrl")
                + "\"";
    }

    String send(String queue, String body) throws IOException {
        return client.json("SendMessage", "{" + queue + ",\"MessageBody\":\"" + body + "\"}");
    }

    String receive(String queue, int seconds) throws IOException {
        return client.json(
                "ReceiveMessage", "{" + queue + ",\"MaxNumberOfMessages\":10,\"WaitTimeSeconds\":" + seconds + "}");
    }

    /** Receives and deletes what is there; how many. */
    int drain(String queue) throws IOException {
        int drained = 0;
        while (true) {
            Matcher receipts = Pattern.compile("\"ReceiptHandle\":\"([^\"]+)\"").matcher(receive(queue, 0));
            int before = drained;
            while (receipts.find()) {
                client.json("DeleteMessage", "{" + queue + ",\"ReceiptHandle\":\"" + receipts.group(1) + "\"}");
                drained++;
            }
            if (drained == before) {
                return drained;
            }
        }
    }

    static String field(String json, String name) {
        Matcher value = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!value.find()) {
            throw new IllegalStateException("no " + name + " in " + json);
        }
        return value.group(1);
    }
}
