package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service is killed when a sign-up is on disk, and its answer reaches nobody. */
class LostSignUpTest {
    private static final String BODY = "{\"email\":\"lost@example.com\",\"name\":\"you\"}";
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    /** From the first byte of a commit on disk to its last, however slow the machine. */
    private static final long WHOLE_COMMIT_MS = 300;

    @TempDir
    Path home;

    @Test
    void sameRequestGivesTheSameAccountAfterTheKill() throws IOException, InterruptedException {
        try (Child child = Child.start(home)) {
            int port = child.port();
            Path written = Child.data(home).resolve("catalog.db-wal");
            long before = Files.size(written);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                String request = "POST /v1/signup HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nContent-Type: application/json\r\nIdempotency-Key: " + TOKEN + "\r\nContent-Length: "
                        + BODY.length() + "\r\n\r\n" + BODY;
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                while (Files.size(written) == before) {
                    Thread.onSpinWait();
                }
                Thread.sleep(WHOLE_COMMIT_MS);
                child.kill();
            } // without having read a byte
        }
        try (Child child = Child.start(home)) {
            int port = child.port();
            assertThat(signUp(port, "f".repeat(32)).statusCode())
                    .as("the account was open when the service was killed")
                    .isEqualTo(409);
            HttpResponse<String> again = signUp(port, TOKEN);
            assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
            TrainingClient client = new TrainingClient(port);
            client.useKey(Customer.field(again.body(), "accessKeyId"), Customer.field(again.body(), "secretAccessKey"));
            assertThat(client.json("CreateQueue", "{\"QueueName\":\"orders\"}"))
                    .contains("/" + Customer.field(again.body(), "tenant") + "/orders");
        }
    }

    private static HttpResponse<String> signUp(int port, String token) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/signup"))
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", token)
                    .POST(HttpRequest.BodyPublishers.ofString(BODY))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
