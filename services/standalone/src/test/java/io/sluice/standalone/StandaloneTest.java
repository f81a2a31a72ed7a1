package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service in a process of its own. */
class StandaloneTest {
    @TempDir
    Path home;

    @Test
    void killNineLosesNothingThatWasAnswered() throws IOException, InterruptedException {
        Customer customer;
        String queue;
        String usage;
        try (Child child = Child.start(home)) {
            customer = new Customer(child.port());
            queue = customer.createQueue("orders");
            for (int i = 0; i < 10; i++) {
                assertThat(customer.send(queue, "message " + i)).contains("MessageId");
            }
            usage = Customer.field(customer.client().get("/v1/usage"), "ingress_bytes");
            child.kill();
        }
        try (Child child = Child.start(home)) {
            Customer again = new Customer(customer, child.port());
            assertThat(Customer.field(again.client().get("/v1/usage"), "ingress_bytes"))
                    .isEqualTo(usage);
            assertThat(again.client().json("GetQueueUrl", "{\"QueueName\":\"orders\"}"))
                    .contains("/orders");
            assertThat(again.drain(queue)).isEqualTo(10);
            assertThat(again.createQueue("orders")).contains("/orders");
        }
    }

    @Test
    void terminationAnswersWaitingPollsAndEndsWithZero() throws IOException, InterruptedException {
        try (Child child = Child.start(home)) {
            int port = child.port();
            assertThat(child.out())
                    .contains(
                            "Sluice is ready after ",
                            "./sluice signup --email",
                            Child.data(home).toString());
            Customer customer = new Customer(port);
            String queue = customer.createQueue("orders");
            CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return customer.receive(queue, 20);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            awaitParkedPoll(port);
            long start = System.nanoTime();
            child.terminate();
            assertThat(child.exit()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(waiting.join()).isEqualTo("{}");
            assertThat(child.err()).isEmpty();
        }
    }

    private static void awaitParkedPoll(int port) throws IOException, InterruptedException {
        TrainingClient client = new TrainingClient(port);
        for (int i = 0; i < 500; i++) {
            if (client.get("/metrics").lines().anyMatch(line -> line.matches("sluice_waiting_polls\\{.*} 1"))) {
                return;
            }
            Thread.sleep(20);
        }
        throw new IllegalStateException("no poll was parked");
    }

    @Test
    void metricsCountWhatHappens() throws IOException, InterruptedException {
        try (Child child = Child.start(home, "--shards=1")) {
            Customer customer = new Customer(child.port());
            String queue = customer.createQueue("orders");
            for (int i = 0; i < 3; i++) {
                customer.send(queue, "message");
            }
            assertThat(customer.drain(queue)).isEqualTo(3);
            assertThat(customer.client().get("/metrics"))
                    .contains("sluice_requests_total{action=\"send\",outcome=\"ok\"} 3\n")
                    .contains("sluice_requests_total{action=\"ack\",outcome=\"ok\"} 3\n")
                    .contains("sluice_unacked_bytes{shard=\"0\"} 0\n")
                    .contains("sluice_segments{shard=\"0\"} 0\n", "sluice_flush_failing{shard=\"0\"} 0\n")
                    .contains("sluice_disk_has_room{shard=\"0\"} 1\n")
                    .containsPattern("sluice_log_fsync_seconds_count [1-9]")
                    .contains("sluice_mailbox_bytes{shard=\"0\"} ")
                    .containsPattern("sluice_disk_free_bytes [1-9]")
                    .containsPattern("sluice_heap_used_bytes [1-9]");
        }
    }

    @Test
    void whatAFriendSendsIsOnTheOwnersBill() throws IOException, InterruptedException {
        try (Child child = Child.start(home, "--shards=1", "--cors-origin", "https://app.example.com")) {
            Customer owner = new Customer(child.port());
            Customer friend = new Customer(child.port());
            String queue = owner.createQueue("orders");
            assertThat(friend.send(queue, "12345678")).contains("QueueDoesNotExist");
            assertThat(owner.client()
                            .json(
                                    "AddPermission",
                                    "{" + queue + ",\"Label\":\"l\",\"AWSAccountIds\":[\"" + friend.tenant()
                                            + "\"],\"Actions\":[\"*\"]}"))
                    .isEqualTo("{}");
            assertThat(friend.send(queue, "12345678")).contains("MessageId");
            assertThat(friend.drain(queue)).isEqualTo(1);
            String bill = owner.client().get("/v1/usage");
            for (int i = 0; i < 150 && !Customer.field(bill, "egress_bytes").equals("8"); i++) {
                Thread.sleep(100);
                bill = owner.client().get("/v1/usage");
            }
            assertThat(Customer.field(bill, "ingress_bytes")).isEqualTo("8");
            assertThat(Customer.field(bill, "egress_bytes")).isEqualTo("8");
            String friends = friend.client().get("/v1/usage");
            for (String meter : List.of("ingress_bytes", "egress_bytes", "ops_in", "ops_out")) {
                assertThat(Customer.field(friends, meter)).isEqualTo("0");
            }
        }
    }

    @Test
    void aFullDiskRefusesSendsAndRecoversByDrainingAlone() throws IOException, InterruptedException {
        try (Child child = Child.start(home, "--shards=1", "--disk-budget=256m", "--memory=300m")) {
            Customer customer = new Customer(child.port());
            String queue = customer.createQueue("orders");
            String body = new java.util.Random(1)
                    .ints(1_000_000, 'a', 'z' + 1)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString(); // hardly compressible
            int sent = 0;
            String answer = customer.send(queue, body);
            while (answer.contains("MessageId") && sent < 300) {
                sent++;
                answer = customer.send(queue, body);
            }
            assertThat(answer).contains("RequestThrottled").containsIgnoringCase("disk");
            assertThat(sent).isBetween(20, 290);
            assertThat(customer.send(queue, "small")).contains("RequestThrottled");
            assertThat(customer.createQueue("another")).contains("/another");
            assertThat(customer.drain(queue)).isEqualTo(sent);
            answer = customer.send(queue, body);
            for (int i = 0; i < 100 && !answer.contains("MessageId"); i++) {
                Thread.sleep(100);
                answer = customer.send(queue, body);
            }
            assertThat(answer).contains("MessageId");
            assertThat(customer.drain(queue)).isEqualTo(1);
            assertThat(child.err()).isEmpty();
        }
    }

    @Test
    void othersThanThisMachineDoNotSignUpUnlessOpened() throws IOException, InterruptedException {
        List<InetAddress> outward = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .toList();
        assumeThat(outward).as("an address beside the loopback one").isNotEmpty();
        String host = outward.getFirst().getHostAddress();
        try (Child closed = Child.start(home, "--bind", "0.0.0.0")) {
            assertThat(signUp(host, closed.port()).statusCode()).isEqualTo(403);
        }
        try (Child open = Child.start(home, "--bind", "0.0.0.0", "--open-signup")) {
            HttpResponse<String> account = signUp(host, open.port());
            assertThat(account.statusCode()).isEqualTo(201);
            assertThat(account.body()).contains("\"endpoint\":\"http://" + host + ":" + open.port() + "\"");
        }
    }

    private static HttpResponse<String> signUp(String host, int port) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/v1/signup"))
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"email\":\"far@b.c\",\"name\":\"a\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void restRefusalsAreProblemsHereToo() throws IOException, InterruptedException {
        try (Child child = Child.start(home);
                HttpClient http = HttpClient.newHttpClient()) {
            URI root = URI.create("http://127.0.0.1:" + child.port());
            for (String[] expected : new String[][] {
                {"GET", "/v1/usage", "401"},
                {"GET", "/v1/nothing", "404"},
                {"GET", "/v1/queues", "404"},
                {"GET", "/nothing", "404"},
                {"DELETE", "/v1/usage", "405"},
                {"PUT", "/v1/signup", "405"},
                {"POST", "/v1/signup", "415"}
            }) {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(root.resolve(expected[1]))
                                .header("content-type", "text/plain")
                                .method(expected[0], HttpRequest.BodyPublishers.ofString("x"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(String.join(" ", expected)).isEqualTo(Integer.parseInt(expected[2]));
                assertThat(answer.headers().firstValue("content-type").orElse(""))
                        .startsWith("application/problem+json");
                assertThat(answer.headers().firstValue("x-sluice-effect")).contains("none");
                assertThat(answer.body()).contains("\"status\":" + expected[2]).doesNotContain("Exception");
            }
            assertThat(child.err()).isEmpty();
        }
    }

    @Test
    void theTrainingForQuickStartsRuns() {
        // Its main ends the process, so it is a child, too; a failure there would only be seen as slower starts.
        assertThat(trained()).isZero();
    }

    private static int trained() {
        try {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Training.class.getName())
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
