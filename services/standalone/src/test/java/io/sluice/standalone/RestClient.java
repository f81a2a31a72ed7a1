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
import java.time.Instant;
import java.util.Base64;

/** A customer who uses queues over REST. */
final class RestClient {
    final Customer customer;
    private final int port;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Somebody new. */
    RestClient(Child child) throws IOException, InterruptedException {
        this(new Customer(child.port()), child.port());
    }

    /** The same customer at a server that was started again. */
    RestClient(Customer before, Child child) throws InterruptedException {
        this(new Customer(before, child.port()), child.port());
    }

    private RestClient(Customer customer, int port) {
        this.customer = customer;
        this.port = port;
    }

    /** When the lease of the first message of orders ends. */
    Instant until() throws IOException, InterruptedException {
        return Instant.parse(Customer.field(get("orders/messages/0").body(), "leasedUntil"));
    }

    void refused(String path, String because) throws IOException, InterruptedException {
        HttpResponse<String> response = post(path, "");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains(because);
    }

    long usage(String meter) throws IOException {
        return Long.parseLong(Customer.field(customer.client().get("/v1/usage"), meter));
    }

    void send(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> sent = post(path, body);
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(201);
        assertThat(sent.body()).contains("\"position\":");
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        return http.send(request(path).POST(publisher).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> sendUnder(String key, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = request(path)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return http.send(request(path).DELETE().build(), BodyHandlers.ofString());
    }

    HttpResponse<String> call(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher =
                method.equals("POST") ? BodyPublishers.ofString(body) : BodyPublishers.noBody();
        return http.send(request(path).method(method, publisher).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        String key = Base64.getEncoder().encodeToString(customer.key().getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/queues/" + path))
                .header("Authorization", "Basic " + key);
    }
}
