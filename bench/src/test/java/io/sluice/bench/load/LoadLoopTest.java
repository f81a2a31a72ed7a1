package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadLoopTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final long STALL_MS = 300;

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server = newServer();
    private int stallAt = -1;

    private static HttpServer newServer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void start() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (requests.incrementAndGet() == stallAt) {
            try {
                Thread.sleep(STALL_MS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private byte[] request(int bytes) {
        return new Wire(server.getAddress().getPort(), null).request("SendMessage", "x".repeat(bytes));
    }

    @Test
    void closedLoopAnswersEveryRequestOnce() throws IOException {
        byte[] request = request(200_000);
        int[] left = {200};
        int[] bytes = {0};
        ClosedLoop script = new ClosedLoop(() -> left[0]-- > 0 ? request : null, answer -> bytes[0] += answer.length());
        try (LoadLoop loop = new LoadLoop(server.getAddress().getPort())) {
            loop.add(script, 8);
            loop.run(LONG);
            assertThat(loop.drain()).isTrue();
        }
        assertThat(requests.get()).isEqualTo(200);
        assertThat(script.tally().count()).isEqualTo(200);
        assertThat(bytes[0]).isEqualTo(200 * 200_000);
    }

    @Test
    void requestsThatWaitBehindAStallCountFromTheirIntendedStart() throws IOException {
        stallAt = 10;
        OpenLoop script = new OpenLoop(Collections.nCopies(100, request(100)), 200);
        try (LoadLoop loop = new LoadLoop(server.getAddress().getPort())) {
            loop.add(script, 1);
            loop.run(LONG);
            loop.drain();
        }
        assertThat(script.tally().count()).isEqualTo(100);
        // 300 ms at 200/s: 60 requests were due meanwhile, and half of them waited for more than half of it.
        assertThat(script.tally().percentile(75)).isGreaterThan(STALL_MS / 3.0);
    }
}
