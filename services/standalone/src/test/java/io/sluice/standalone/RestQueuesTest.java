package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What REST has beyond SQS, at the service in a process of its own. */
class RestQueuesTest {
    @TempDir
    Path home;

    @Test
    void messagesAreShownWithTheirStatesAndStayWhereTheyAre() throws Exception {
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(started);
            String queue = rest.customer.createQueue("orders");
            rest.send("orders/messages", "first");
            rest.send("orders/messages", "second");
            rest.send("orders/messages?delay=600", "third");
            String leased =
                    rest.post("orders/receive?wait=5&visibility=300", "").body();

            String shown = rest.get("orders/messages").body();

            assertThat(states(shown)).containsExactly("leased", "ready", "delayed");
            assertThat(bodies(shown)).containsExactly("first", "second", "third");
            assertThat(shown)
                    .contains("\"leasedBy\":\"", "\"leasedUntil\":\"", "\"delayedUntil\":\"", "\"looked\":3")
                    .doesNotContain("cursor");
            assertThat(states(rest.get("orders/messages?state=leased,delayed").body()))
                    .containsExactly("leased", "delayed");
            assertThat(Customer.field(shown, "messageId")).isEqualTo(Customer.field(leased, "messageId"));
            String one = rest.get("orders/messages/" + Customer.field(leased, "messageId"))
                    .body();
            assertThat(one).contains("\"position\":0", "\"body\":\"first\"", "\"receives\":1");
            assertThat(rest.get("orders/messages/1").body()).contains("\"body\":\"second\"", "\"receives\":0");
            assertThat(rest.get("orders/messages/3").statusCode()).isEqualTo(404);
            assertThat(rest.customer.receive(queue, 1)).contains("second").doesNotContain("first");
        }
    }

    @Test
    void aSearchFindsWhatIsAskedForPageByPageAndIsBilledAsOperations() throws Exception {
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(started);
            String queue = rest.customer.createQueue("orders");
            for (int i = 0; i < 30; i++) {
                rest.customer
                        .client()
                        .json(
                                "SendMessage",
                                "{" + queue + ",\"MessageBody\":\"order " + i + "\",\"MessageGroupId\":\"g" + i % 2
                                        + "\",\"MessageAttributes\":{\"kind\":{\"DataType\":\"String\",\"StringValue\":\"k"
                                        + i % 3 + "\"}}}");
            }
            long egress = rest.usage("egress_bytes");
            long delivered = rest.usage("ops_out");
            long asked = rest.usage("ops_in");

            List<String> found = new ArrayList<>();
            String cursor = "";
            for (int pages = 0; pages < 20; pages++) {
                String page = rest.get("orders/messages?max=2&attribute=kind%3Dk1&group=g1" + cursor)
                        .body();
                found.addAll(bodies(page));
                if (!page.contains("\"cursor\"")) {
                    break;
                }
                cursor = "&cursor=" + Customer.field(page, "cursor");
            }
            assertThat(found).containsExactly("order 1", "order 7", "order 13", "order 19", "order 25");
            assertThat(bodies(rest.get("orders/messages?max=20&contains=" + encoded("der 2"))
                            .body()))
                    .containsExactly(
                            "order 2",
                            "order 20",
                            "order 21",
                            "order 22",
                            "order 23",
                            "order 24",
                            "order 25",
                            "order 26",
                            "order 27",
                            "order 28",
                            "order 29");
            assertThat(bodies(rest.get(
                                    "orders/messages?sentAfter=" + Instant.now().plusSeconds(60))
                            .body()))
                    .isEmpty();
            assertThat(bodies(rest.get("orders/messages?bodyBytes=3&max=1").body()))
                    .containsExactly("ord");
            assertThat(rest.usage("egress_bytes")).isEqualTo(egress);
            assertThat(rest.usage("ops_out")).isEqualTo(delivered);
            assertThat(rest.usage("ops_in")).isBetween(asked + 5, asked + 8);
        }
    }

    @Test
    void aFifoQueueTakesNothingWithoutGroupAndDeduplicationId() throws Exception {
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(started);
            rest.customer
                    .client()
                    .json("CreateQueue", "{\"QueueName\":\"f.fifo\",\"Attributes\":{\"FifoQueue\":\"true\"}}");
            rest.customer.createQueue("plain");

            assertThat(rest.post("f.fifo/messages", "a").body()).contains("'group'");
            assertThat(rest.post("f.fifo/messages?group=g", "a").body()).contains("'deduplicationId'");
            assertThat(rest.post("plain/messages?deduplicationId=d", "a").statusCode())
                    .isEqualTo(400);
            assertThat(rest.post("plain/messages?group=", "a").statusCode()).isEqualTo(400);
            for (String notANumber : List.of("%2B5", "%D9%A3", "", "99999999999999999999")) {
                assertThat(rest.post("plain/messages?delay=" + notANumber, "a").statusCode())
                        .isEqualTo(400);
            }
            HttpResponse<String> first = rest.post("f.fifo/messages?group=g&deduplicationId=d", "a");
            assertThat(first.statusCode()).isEqualTo(201);
            String again =
                    rest.post("f.fifo/messages?group=g&deduplicationId=d", "b").body();
            assertThat(Customer.field(again, "messageId")).isEqualTo(Customer.field(first.body(), "messageId"));
            assertThat(bodies(rest.get("f.fifo/messages?group=g").body())).containsExactly("a");
        }
    }

    @Test
    void ofAFifoQueueAMessageThatIsGivenBackWithADelayHoldsItsGroup() throws Exception {
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(started);
            rest.customer
                    .client()
                    .json("CreateQueue", "{\"QueueName\":\"f.fifo\",\"Attributes\":{\"FifoQueue\":\"true\"}}");
            rest.send("f.fifo/messages?group=g&deduplicationId=1", "first");
            rest.send("f.fifo/messages?group=g&deduplicationId=2", "second");
            rest.send("f.fifo/messages?group=h&deduplicationId=3", "of another group");
            String receipt =
                    Customer.field(rest.post("f.fifo/receive?wait=5", "").body(), "receipt");

            assertThat(rest.post("f.fifo/messages/" + receipt + "/nack?delay=600", "")
                            .statusCode())
                    .isEqualTo(204);

            String shown = rest.get("f.fifo/messages").body();
            assertThat(states(shown)).containsExactly("delayed", "ready", "ready");
            assertThat(shown).contains("\"delayedUntil\":\"").doesNotContain("leasedUntil");
            assertThat(rest.post("f.fifo/messages/" + receipt + "/extend?visibility=9", "")
                            .statusCode())
                    .isEqualTo(409);
            assertThat(rest.post("f.fifo/receive?wait=5", "").body()).contains("of another group");
            assertThat(rest.post("f.fifo/receive", "").statusCode()).isEqualTo(204);
        }
    }

    @Test
    void ofAFifoQueuesOwnDelayNoEndIsTold() throws Exception {
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(started);
            rest.customer
                    .client()
                    .json(
                            "CreateQueue",
                            "{\"QueueName\":\"f.fifo\",\"Attributes\":{\"FifoQueue\":\"true\",\"DelaySeconds\":\"600\"}}");
            rest.send("f.fifo/messages?group=g&deduplicationId=1", "first");

            String shown = rest.get("f.fifo/messages").body();

            assertThat(states(shown)).containsExactly("delayed");
            assertThat(shown).doesNotContain("delayedUntil");
        }
    }

    @Test
    void othersSeeNothing() throws Exception {
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(started);
            String queue = rest.customer.createQueue("orders");
            rest.send("orders/messages", "secret");
            RestClient stranger = new RestClient(started);
            rest.customer
                    .client()
                    .json(
                            "AddPermission",
                            "{" + queue + ",\"Label\":\"all\",\"AWSAccountIds\":[\"" + stranger.customer.tenant()
                                    + "\"],\"Actions\":[\"*\"]}");
            String owner = "?owner=" + rest.customer.tenant();
            HttpResponse<String> refused = stranger.get("orders/messages" + owner);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).doesNotContain("secret");
            assertThat(stranger.delete("orders/scheduled/0" + owner).statusCode())
                    .isEqualTo(403);
            assertThat(stranger.get("orders/messages").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aScheduledMessageIsPutOffAndCancelledAlsoAfterAKill() throws Exception {
        String queue;
        Customer customer;
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(started);
            customer = rest.customer;
            queue = rest.customer.createQueue("orders");
            Instant inYears = Instant.now().plus(Duration.ofDays(2_000));
            rest.send("orders/messages?deliverAt=" + inYears, "in years");
            rest.send("orders/messages?delay=1000000", "in days");
            rest.send("orders/messages?delay=2", "soon");
            rest.send("orders/messages?delay=2", "never");
            rest.send("orders/messages?delay=600", "brought forward");
            assertThat(rest.get("orders/messages?state=delayed").body())
                    .contains("\"delayedUntil\":\"" + inYears.toString().substring(0, 22));
            assertThat(rest.delete("orders/scheduled/3").statusCode()).isEqualTo(204);
            assertThat(rest.delete("orders/scheduled/1").statusCode()).isEqualTo(204);
            assertThat(rest.delete("orders/scheduled/1").statusCode()).isEqualTo(409);
            assertThat(rest.post("orders/scheduled/4?delay=1", "").statusCode()).isEqualTo(204);
            assertThat(rest.post("orders/scheduled/0?deliverAt=" + inYears.plusSeconds(3_600), "")
                            .statusCode())
                    .isEqualTo(204);
            started.kill();
        }
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(customer, started);
            List<String> got = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                got.addAll(sqsBodies(rest.customer.receive(queue, 2)));
            }
            assertThat(got).containsExactlyInAnyOrder("soon", "brought forward");
            assertThat(bodies(rest.get("orders/messages?state=delayed").body())).containsExactly("in years");
            assertThat(rest.get("orders").body()).contains("\"delayed\":1", "\"leased\":2", "\"ready\":0");
            assertThat(rest.delete("orders/scheduled/2").statusCode()).isEqualTo(409);
            rest.refused("orders/scheduled/0?delay=5&deliverAt=2030-01-01T00:00:00Z", "exclude each other");
            rest.refused("orders/scheduled/0?deliverAt=2090-01-01T00:00:00Z", "at most 3653 days away");
            rest.refused("orders/scheduled/0?deliverAt=tomorrow", "must be a time like");
        }
    }

    /** Years of more than four digits are none of RFC 3339's, and some of them no clock has. */
    @Test
    void timesThatNoClockHasAreRefusedAndHarmNobody() throws Exception {
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(started);
            rest.customer.createQueue("orders");
            rest.post("orders/messages?delay=1000", "later");
            for (String time : List.of(
                    "%2B292278995-01-01T00:00:00Z",
                    "-999999999-01-01T00:00:00Z",
                    "%2B999999999-12-31T23:59:59Z",
                    "2026-02-31T00:00:00Z",
                    "2026-11-22T00:00Z",
                    "2026-11-22T00:00:00%2B01",
                    "")) {
                for (String path : List.of("orders/redrive?sentAfter=", "orders/scheduled/0?deliverAt=")) {
                    rest.refused(path + time, "must be a time like");
                }
                assertThat(rest.post("orders/messages?deliverAt=" + time, "never")
                                .statusCode())
                        .isEqualTo(400);
                for (String name : List.of("sentAfter", "sentBefore")) {
                    HttpResponse<String> look = rest.get("orders/messages?" + name + "=" + time);
                    assertThat(look.statusCode()).as(time).isEqualTo(400);
                }
            }
            assertThat(bodies(rest.get("orders/messages?sentBefore=9999-12-31T23:59:59.999Z")
                            .body()))
                    .containsExactly("later");
        }
    }

    @Test
    void whatWasGivenBackWithADelayIsNotCancelledNorPutOff() throws Exception {
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(started);
            rest.customer.createQueue("orders");
            rest.send("orders/messages", "latte");
            String receipt =
                    Customer.field(rest.post("orders/receive?wait=5", "").body(), "receipt");
            assertThat(rest.post("orders/messages/" + receipt + "/nack?delay=600", "")
                            .statusCode())
                    .isEqualTo(204);
            for (HttpResponse<String> refused :
                    List.of(rest.delete("orders/scheduled/0"), rest.post("orders/scheduled/0?delay=1", ""))) {
                assertThat(refused.statusCode()).isEqualTo(409);
                assertThat(refused.body()).contains("given back with a delay");
            }
            assertThat(rest.get("orders").body()).contains("\"delayed\":1");
        }
    }

    @Test
    void aLargeBodyIsScheduledToo() throws Exception {
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(started);
            String queue = rest.customer.createQueue("films");
            rest.customer
                    .client()
                    .json(
                            "SetQueueAttributes",
                            "{" + queue + ",\"Attributes\":{\"SluiceMaximumMessageSize\":\"67109888\"}}");
            rest.send("films/messages?delay=5000", "x".repeat(2 << 20));
            String shown = rest.get("films/messages?bodyBytes=10").body();
            assertThat(shown).contains("\"state\":\"delayed\"", "\"bytes\":" + (2 << 20), "\"bodyCut\":true");
            assertThat(rest.delete("films/scheduled/0").statusCode()).isEqualTo(204);
            assertThat(rest.get("films/messages").body()).contains("\"messages\":[]");
        }
    }

    @Test
    void aReasonIsShownAndGoesAlongToTheDeadLetters() throws Exception {
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(started);
            rest.customer.createQueue("letters");
            String queue = rest.customer.createQueue("orders");
            rest.customer
                    .client()
                    .json(
                            "SetQueueAttributes",
                            "{" + queue + ",\"Attributes\":{\"RedrivePolicy\":\"{\\\"maxReceiveCount\\\":2,"
                                    + "\\\"deadLetterTargetArn\\\":\\\"arn:aws:sqs:local:" + rest.customer.tenant()
                                    + ":letters\\\"}\"}}");
            rest.send("orders/messages", "latte");
            String receipt =
                    Customer.field(rest.post("orders/receive?wait=5", "").body(), "receipt");
            assertThat(rest.post("orders/messages/" + receipt + "/nack?delay=1", "keine Milch, größer\n")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(rest.post("orders/messages/" + receipt + "/nack", "").statusCode())
                    .isEqualTo(409);
            assertThat(rest.get("orders/messages/0").body())
                    .contains("\"state\":\"delayed\"", "\"reason\":\"keine Milch, größer\\n\"", "\"receives\":1");
            receipt = Customer.field(rest.post("orders/receive?wait=5", "").body(), "receipt");
            assertThat(rest.post("orders/messages/" + receipt + "/nack?delay=9", "x".repeat(257))
                            .body())
                    .contains("up to 256 bytes");
            assertThat(rest.post("orders/messages/" + receipt + "/nack", "a\0b").body())
                    .contains("without NUL");
            assertThat(rest.post("orders/messages/" + receipt + "/nack?delay=9", "still no milk")
                            .statusCode())
                    .isEqualTo(204);
            String dead = "";
            for (int i = 0; i < 50 && !dead.contains("latte"); i++) {
                Thread.sleep(100);
                dead = rest.get("letters/messages").body();
            }
            assertThat(dead).contains("\"reason\":\"still no milk\"", "\"parkedFrom\":\"orders\"");
            rest.send("letters/messages", "espresso");
            String path = "letters/redrive?contains=latte";
            assertThat(rest.post(path, "").body())
                    .contains("\"dryRun\":true", "\"position\":0", "\"parkedFrom\":\"orders\"")
                    .doesNotContain("\"position\":1");
            assertThat(bodies(rest.get("letters/messages").body())).containsExactly("latte", "espresso");
            assertThat(rest.post(path + "&dryRun=false", "").body()).contains("\"moved\":1", "\"skipped\":0");
            assertThat(rest.post("orders/receive?wait=5", "").body()).contains("latte", "\"receives\":1");
            assertThat(bodies(rest.get("letters/messages").body())).containsExactly("espresso");
            assertThat(rest.post("letters/redrive?dryRun=false", "").body()).contains("\"moved\":0", "\"skipped\":1");
            assertThat(rest.post("letters/redrive?to=orders&dryRun=false", "").body())
                    .contains("\"moved\":1");
            assertThat(rest.post("orders/receive?wait=5", "").body()).contains("espresso");
            rest.refused("letters/redrive?to=letters", "another queue");
        }
    }

    @Test
    void aLeaseIsHeldForDaysOverRestAndForHoursOverSqs() throws Exception {
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(started);
            String queue = rest.customer.createQueue("orders");
            rest.send("orders/messages", "slow");
            String receipt = Customer.field(
                    rest.post("orders/receive?wait=5&visibility=604800", "").body(), "receipt");
            Instant until = rest.until();
            assertThat(Duration.between(Instant.now(), until)).isGreaterThan(Duration.ofDays(6));
            assertThat(rest.post("orders/messages/" + receipt + "/extend?visibility=90000", "")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(Duration.between(Instant.now(), rest.until()))
                    .isBetween(Duration.ofHours(24), Duration.ofHours(26));
            rest.refused("orders/messages/" + receipt + "/extend?visibility=604801", "0 to 604800 seconds");
            assertThat(rest.customer
                            .client()
                            .json(
                                    "ChangeMessageVisibility",
                                    "{" + queue + ",\"ReceiptHandle\":\"" + receipt
                                            + "\",\"VisibilityTimeout\":43201}"))
                    .contains("InvalidParameterValue");
        }
    }

    @Test
    void theAgeOfTheOldestIsToldAndAnEmptyQueueHasNone() throws Exception {
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(started);
            rest.customer.createQueue("orders");
            assertThat(rest.get("orders").body()).contains("\"ready\":0").doesNotContain("oldest");
            rest.send("orders/messages", "waits");
            Thread.sleep(2_100);
            Matcher age = Pattern.compile("\"oldestReadyAgeSeconds\":([0-9]+)")
                    .matcher(rest.get("orders").body());
            assertThat(age.find()).isTrue();
            assertThat(Integer.parseInt(age.group(1))).isBetween(1, 10);
            String metrics = "";
            for (int i = 0; i < 150 && !metrics.contains("queue=\"orders\""); i++) {
                Thread.sleep(100);
                metrics = rest.customer.client().get("/metrics");
            }
            assertThat(metrics)
                    .contains(
                            "sluice_queue_ready_messages{shard=\"",
                            "account=\"" + rest.customer.tenant() + "\",queue=\"orders\"} 1\n",
                            "state=\"ready\"} 1\n",
                            "# TYPE sluice_oldest_ready_seconds gauge\n");
        }
    }

    @Test
    void aRepeatedSendIsAnsweredLikeTheFirstAlsoAfterAKill() throws Exception {
        String first;
        Customer customer;
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(started);
            customer = rest.customer;
            customer.createQueue("orders");
            first = rest.sendUnder("key-1", "orders/messages", "one").body();
            assertThat(rest.sendUnder("key-1", "orders/messages", "one").body()).isEqualTo(first);
            assertThat(rest.sendUnder("key-2", "orders/messages", "two").body()).isNotEqualTo(first);
            assertThat(rest.sendUnder("", "orders/messages", "x").body()).contains("1 to 128 visible");
            started.kill();
        }
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(customer, started);
            assertThat(rest.sendUnder("key-1", "orders/messages", "one").body()).isEqualTo(first);
            assertThat(bodies(rest.get("orders/messages").body())).containsExactly("one", "two");
        }
    }

    @Test
    void emptyPollsAndEmptyLooksCostNothing() throws Exception {
        try (Child started = Child.start(home)) {
            RestClient rest = new RestClient(started);
            String queue = rest.customer.createQueue("orders");
            for (int i = 0; i < 5; i++) {
                assertThat(rest.customer.receive(queue, 0)).doesNotContain("Body");
                assertThat(rest.post("orders/receive?wait=0", "").statusCode()).isEqualTo(204);
                assertThat(rest.get("orders/messages").body()).contains("\"messages\":[]");
            }
            assertThat(rest.customer.receive(queue, 1)).doesNotContain("Body");
            assertThat(rest.post("orders/receive?wait=1", "").statusCode()).isEqualTo(204);
            for (String meter : List.of("ops_in", "ops_out", "ingress_bytes", "egress_bytes")) {
                assertThat(rest.usage(meter)).as(meter).isZero();
            }
            rest.send("orders/messages", "one");
            assertThat(rest.usage("ops_in")).isEqualTo(1);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<String> bodies(String json) {
        return fields(json, "body");
    }

    private static List<String> states(String json) {
        return fields(json, "state");
    }

    private static List<String> sqsBodies(String json) {
        return fields(json, "Body");
    }

    private static List<String> fields(String json, String name) {
        List<String> values = new ArrayList<>();
        Matcher value = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        while (value.find()) {
            values.add(value.group(1));
        }
        return values;
    }
}
