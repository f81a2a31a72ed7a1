package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A RedrivePolicy names an ARN: whichever queue has that name takes the dead letters. */
class DeadLettersAgainTest {
    @TempDir
    Path home;

    @Test
    void queueThatIsCreatedAgainTakesDeadLettersAgain() throws Exception {
        Customer customer;
        try (Child child = Child.start(home, "--deleted-rest", "0")) {
            customer = new Customer(child.port());
            String dead = customer.createQueue("dead");
            String url = source(customer);
            customer.client().json("DeleteQueue", "{" + dead + "}");
            customer.send(url, "lost and found");
            customer.receive(url, 2); // spent; goes back to its queue while there is no other
            customer.createQueue("dead");
            assertThat(customer.client().json("ListDeadLetterSourceQueues", "{" + dead + "}"))
                    .contains("/source\"");
            customer.receive(url, 2);
            assertThat(customer.receive(dead, 10)).contains("lost and found");

            customer.client().json("StartMessageMoveTask", "{\"SourceArn\":\"" + arn(customer, "dead") + "\"}");
            customer.client().json("DeleteQueue", "{" + dead + "}");
        }
        try (Child child = Child.start(home, "--deleted-rest", "0")) {
            Customer again = new Customer(customer, child.port());
            String dead = again.createQueue("dead");
            String url = source(again);
            again.send(url, "after a restart");
            again.receive(url, 2);
            assertThat(again.receive(dead, 10)).contains("after a restart");
        }
    }

    private static String source(Customer customer) throws IOException {
        String policy = "{\\\"deadLetterTargetArn\\\":\\\"" + arn(customer, "dead") + "\\\",\\\"maxReceiveCount\\\":1}";
        String attributes = "{\"VisibilityTimeout\":\"0\",\"RedrivePolicy\":\"" + policy + "\"}";
        return "\"QueueUrl\":\""
                + Customer.field(
                        customer.client()
                                .json("CreateQueue", "{\"QueueName\":\"source\",\"Attributes\":" + attributes + "}"),
                        "QueueUrl")
                + "\"";
    }

    private static String arn(Customer customer, String name) {
        return "arn:aws:sqs:local:" + customer.tenant() + ":" + name;
    }
}
