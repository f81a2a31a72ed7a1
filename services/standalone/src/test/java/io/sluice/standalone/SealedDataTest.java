package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What customers send is nowhere in the files of a service, and comes back after a kill. */
class SealedDataTest {
    private static final String CANARY = "a canary that sings";
    private static final String PLAIN = "-Dsluice.payloads.plain=true";
    private static final int LARGE_BYTES = 3 << 20;

    @TempDir
    Path home;

    @Test
    void payloadsAreNowhereInTheDataDirectory() throws Exception {
        Customer customer;
        String queue;
        try (Child child = Child.start(home)) {
            customer = new Customer(child.port());
            queue = sendAll(customer, child.port());
            child.kill();
        }
        assertThat(placesOf("body-")).as("a body file").isNotEmpty();
        assertThat(placesOf(CANARY)).isEmpty();
        try (Child child = Child.start(home)) {
            Customer again = new Customer(customer, child.port());
            String received = again.receive(queue, 5);
            assertThat(received).contains(CANARY);
        }
    }

    /** The test above would see them. */
    @Test
    void payloadsThatAreNotSealedAreFound() throws Exception {
        try (Child child = Child.withHeap(PLAIN, home)) {
            sendAll(new Customer(child.port()), child.port());
            child.kill();
        }
        assertThat(placesOf(CANARY))
                .anyMatch(name -> name.startsWith("log-"))
                .anyMatch(name -> name.startsWith("body-"));
    }

    @Test
    void directoryOfBeforeIsServedAndWhatIsNewIsSealed() throws Exception {
        Customer customer;
        String queue;
        try (Child child = Child.withHeap(PLAIN, home)) {
            customer = new Customer(child.port());
            queue = customer.createQueue("orders");
            customer.send(queue, "from before");
            child.terminate();
            child.exit();
        }
        try (Child child = Child.start(home)) {
            Customer again = new Customer(customer, child.port());
            assertThat(again.receive(queue, 5)).contains("from before");
            again.send(queue, CANARY);
            child.kill();
        }
        assertThat(placesOf(CANARY)).isEmpty();
    }

    private static String sendAll(Customer customer, int port) throws IOException, InterruptedException {
        String queue = customer.createQueue("orders");
        customer.client()
                .json(
                        "SetQueueAttributes",
                        "{" + queue + ",\"Attributes\":{\"SluiceMaximumMessageSize\":\"67109888\"}}");
        customer.send(queue, CANARY);
        String key = Base64.getEncoder().encodeToString(customer.key().getBytes(StandardCharsets.UTF_8));
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI orders = URI.create("http://127.0.0.1:" + port + "/v1/queues/orders/");
            String large = CANARY.repeat(LARGE_BYTES / CANARY.length());
            assertThat(post(http, orders.resolve("messages"), key, large).statusCode())
                    .isEqualTo(201);
            String leased =
                    post(http, orders.resolve("receive?wait=5"), key, "").body();
            URI nack = orders.resolve("messages/" + Customer.field(leased, "receipt") + "/nack");
            assertThat(post(http, nack, key, "no, " + CANARY).statusCode()).isEqualTo(204);
        }
        return queue;
    }

    private static HttpResponse<String> post(HttpClient http, URI uri, String key, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Basic " + key)
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    /** Files that hold it, or are called so. */
    private List<String> placesOf(String what) throws IOException {
        List<String> places = new ArrayList<>();
        try (Stream<Path> all = Files.walk(Child.data(home))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith(what)
                        || Files.readString(file, StandardCharsets.ISO_8859_1).contains(what)) {
                    places.add(name);
                }
            }
        }
        return places;
    }
}
