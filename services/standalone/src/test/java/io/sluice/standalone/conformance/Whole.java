package io.sluice.standalone.conformance;

import io.sluice.standalone.Child;
import io.sluice.standalone.conformance.Sqs.Account;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The whole server as a process of its own, and two accounts that have nothing to do with each other. */
final class Whole implements AutoCloseable {
    private final Child child;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String endpoint;
    private final Account owner;
    private final Account stranger;

    Whole(Path home) throws IOException, InterruptedException {
        child = Child.start(home);
        endpoint = "http://localhost:" + child.port();
        owner = signUp("owner");
        stranger = signUp("stranger");
    }

    /** The owner's client in JSON, and in Query. */
    List<Sqs> clients() {
        return List.of(client(true), client(false));
    }

    Sqs client(boolean json) {
        return new Sqs(http, endpoint, owner, stranger, json);
    }

    private Account signUp(String name) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(endpoint + "/v1/signup"))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"email\":\"" + name + "@example.com\",\"name\":\"" + name + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        Map<String, Object> account = JsonTree.object(response.body());
        return new Account(
                Reply.text(account, "tenant"),
                Reply.text(account, "accessKeyId"),
                Reply.text(account, "secretAccessKey"));
    }

    @Override
    public void close() {
        http.close();
        child.close();
    }
}
