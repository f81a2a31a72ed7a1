package io.sluice.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A real HTTP server that gives one answer to everything and remembers what it was asked. */
final class FakeServer implements AutoCloseable {
    record Asked(String method, String path, String authorization, String body) {}

    /** Of the last request; empty where it had none. */
    private volatile String idempotencyKey = "";

    private final HttpServer server;
    private final List<Asked> asked = new ArrayList<>();

    FakeServer(int status, String type, String answer) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        server.createContext("/", exchange -> answer(exchange, status, type, answer));
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Asked onlyRequest() {
        if (asked.size() != 1) {
            throw new AssertionError(asked.toString());
        }
        return asked.getFirst();
    }

    String idempotencyKey() {
        return idempotencyKey;
    }

    private void answer(HttpExchange exchange, int status, String type, String answer) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String token = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        idempotencyKey = token == null ? "" : token;
        asked.add(new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                authorization == null ? "" : authorization,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
