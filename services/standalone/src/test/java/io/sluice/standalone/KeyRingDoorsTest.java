package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A queue whose key is disabled shows its messages to nobody, whichever way somebody asks for them. */
class KeyRingDoorsTest {
    @TempDir
    Path home;

    @Test
    void disabledKeyClosesEveryDoorButDeletes() throws Exception {
        Path ring = Files.write(home.resolve("ring"), List.of("1234 alias/orders", "5678 alias/dead"));
        try (Child child = Child.start(home, "--key-ring", ring.toString())) {
            RestClient rest = new RestClient(child);
            queue(rest.customer, "dead", "\"KmsMasterKeyId\":\"alias/dead\"");
            String policy = "{\\\"deadLetterTargetArn\\\":\\\"arn:aws:sqs:local:" + rest.customer.tenant()
                    + ":dead\\\",\\\"maxReceiveCount\\\":1}";
            queue(rest.customer, "orders", "\"RedrivePolicy\":\"" + policy + "\"");
            rest.send("dead/messages", "secret");
            rest.send("orders/messages", "for the other one");
            assertThat(rest.get("dead/messages").body()).contains("secret");
            String held = Customer.field(rest.post("dead/receive?wait=5", "").body(), "receipt");

            for (int i = 0; i < 60; i++) {
                rest.send("dead/messages", "to be moved");
            }
            String dead = "\"SourceArn\":\"arn:aws:sqs:local:" + rest.customer.tenant() + ":dead\"";
            String orders = "\"DestinationArn\":\"arn:aws:sqs:local:" + rest.customer.tenant() + ":orders\"";
            rest.customer
                    .client()
                    .json("StartMessageMoveTask", "{" + dead + "," + orders + ",\"MaxNumberOfMessagesPerSecond\":1}");

            Files.write(ring, List.of("1234 alias/orders", "5678 alias/dead disabled"));
            HttpResponse<String> shut = rest.get("dead/messages");
            for (int second = 0; second < 30 && shut.statusCode() == 200; second++) {
                Thread.sleep(1_000);
                shut = rest.get("dead/messages");
            }

            refused(shut);
            refused(rest.get("dead/messages?contains=secret"));
            refused(rest.post("dead/redrive?dryRun=false", ""));
            refused(rest.post("dead/redrive", ""));
            refused(rest.post("dead/messages?delay=60", "another"));
            refused(rest.sendUnder("key", "dead/messages", "another"));
            refused(rest.post("dead/receive", ""));
            refused(rest.post("orders/redrive?to=dead&dryRun=false", ""));
            assertThat(rest.delete("dead/messages/" + held).statusCode()).isLessThan(300);
            Thread.sleep(3_000); // a message a second
            assertThat(rest.customer.client().json("ListMessageMoveTasks", "{" + dead + "}"))
                    .contains("FAILED", "KMS.DisabledException");
        }
    }

    private static void refused(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isBetween(400, 499);
        assertThat(response.body()).contains("disabled");
    }

    private static void queue(Customer customer, String name, String attributes) throws Exception {
        customer.client().json("CreateQueue", "{\"QueueName\":\"" + name + "\",\"Attributes\":{" + attributes + "}}");
    }
}
