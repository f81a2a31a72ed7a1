package io.sluice.standalone;

import io.sluice.shard.TimeJump;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Starts the service on a temporary folder, uses every part of it, and stops: the virtual machine writes down which
 * classes that took, and later starts find them loaded and linked. Run by {@code ./sluice} after each build.
 */
public final class Training {
    private static final int ROUNDS = 20;

    private Training() {}

    /** Exits with 0 when everything answered as it should. */
    public static void main(String[] arguments) throws IOException, TimeJump {
        Path home = Files.createTempDirectory("sluice-training");
        try {
            Options options = new Options();
            CommandLine command = new CommandLine(options);
            command.parseArgs("--data", home.resolve("data").toString(), "--port=0", "--memory", "64m");
            Fatal fatal = cause -> Runtime.getRuntime().halt(1);
            // Twice: the second start reads what the first wrote.
            for (int start = 0; start < 2; start++) {
                try (Node node = new Node(options, home.resolve("master.key"), fatal)) {
                    new Training().use(new TrainingClient(node.port()), "training-" + start);
                }
            }
        } finally {
            remove(home);
        }
        System.exit(0); // pooled connections of the client keep a thread for a while
    }

    private void use(TrainingClient client, String name) throws IOException {
        String account = client.post("/v1/signup", "{\"email\":\"" + name + "@example.com\",\"name\":\"training\"}");
        client.useKey(field(account, "accessKeyId"), field(account, "secretAccessKey"));
        json(client, name);
        query(client, name + "-query");
        String usage = client.get("/v1/usage");
        if (!usage.contains("ingress_bytes")) {
            throw new IllegalStateException("no usage: " + usage);
        }
        for (String path : new String[] {"/health", "/health/live", "/health/ready", "/metrics", "/v1/nothing"}) {
            client.get(path);
        }
    }

    private static void json(TrainingClient client, String name) throws IOException {
        String created = client.json(
                "CreateQueue", "{\"QueueName\":\"" + name + "\",\"Attributes\":{\"VisibilityTimeout\":\"30\"}}");
        String queue = "\"QueueUrl\":\"" + field(created, "QueueUrl") + "\"";
        client.json("GetQueueUrl", "{\"QueueName\":\"" + name + "\"}");
        client.json("ListQueues", "{\"MaxResults\":10}");
        client.json("SetQueueAttributes", "{" + queue + ",\"Attributes\":{\"DelaySeconds\":\"0\"}}");
        client.json("GetQueueAttributes", "{" + queue + ",\"AttributeNames\":[\"All\"]}");
        for (int i = 0; i < ROUNDS; i++) {
            client.json(
                    "SendMessage",
                    "{" + queue + ",\"MessageBody\":\"a body\",\"MessageAttributes\":{\"a\":"
                            + "{\"DataType\":\"String\",\"StringValue\":\"b\"}}}");
            client.json(
                    "SendMessageBatch",
                    "{" + queue
                            + ",\"Entries\":[{\"Id\":\"1\",\"MessageBody\":\"x\"},{\"Id\":\"2\",\"MessageBody\":\"y\"}]}");
            String first = receipt(client.json(
                    "ReceiveMessage",
                    "{" + queue + ",\"AttributeNames\":[\"All\"],\"MessageAttributeNames\":[\"All\"]}"));
            client.json("ChangeMessageVisibility", "{" + queue + "," + first + ",\"VisibilityTimeout\":60}");
            client.json("DeleteMessage", "{" + queue + "," + first + "}");
            String second = receipt(client.json("ReceiveMessage", "{" + queue + "}"));
            client.json(
                    "ChangeMessageVisibilityBatch",
                    "{" + queue + ",\"Entries\":[{\"Id\":\"1\"," + second + ",\"VisibilityTimeout\":60}]}");
            client.json("DeleteMessageBatch", "{" + queue + ",\"Entries\":[{\"Id\":\"1\"," + second + "}]}");
        }
        client.json("PurgeQueue", "{" + queue + "}");
        client.json("ReceiveMessage", "{" + queue + ",\"WaitTimeSeconds\":1}");
        client.json("DeleteQueue", "{" + queue + "}");
        client.json("SendMessage", "{" + queue + ",\"MessageBody\":\"too late\"}");
        client.json("NoSuchAction", "{}");
    }

    private static void query(TrainingClient client, String name) throws IOException {
        String created = client.query("Action=CreateQueue&QueueName=" + name);
        Matcher url = Pattern.compile("<QueueUrl>([^<]+)").matcher(created);
        if (!url.find()) {
            throw new IllegalStateException("no queue: " + created);
        }
        String queue = "&QueueUrl=" + URLEncoder.encode(url.group(1), StandardCharsets.UTF_8);
        client.query("Action=GetQueueAttributes&AttributeName.1=All" + queue);
        client.query("Action=SendMessage&MessageBody=a+body" + queue);
        String received = client.query("Action=ReceiveMessage&AttributeName.1=All" + queue);
        Matcher receipt = Pattern.compile("<ReceiptHandle>([^<]+)").matcher(received);
        if (!receipt.find()) {
            throw new IllegalStateException("no message: " + received);
        }
        client.query("Action=DeleteMessage&ReceiptHandle=" + receipt.group(1) + queue);
        client.query("Action=ListQueues");
        client.query("Action=DeleteQueue" + queue);
        client.query("Action=DeleteQueue" + queue);
    }

    private static String receipt(String received) {
        return "\"ReceiptHandle\":\"" + field(received, "ReceiptHandle") + "\"";
    }

    private static String field(String json, String name) {
        Matcher value = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        if (!value.find()) {
            throw new IllegalStateException("no " + name + " in " + json);
        }
        return value.group(1);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
