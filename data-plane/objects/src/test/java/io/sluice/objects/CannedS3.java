package io.sluice.objects;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Gives one answer to everything, as Amazon's S3 words it. */
final class CannedS3 implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    final List<String> asked = new CopyOnWriteArrayList<>();

    private volatile Answer answer = new Answer(200, Map.of(), "");

    private record Answer(int status, Map<String, String> headers, String body) {}

    CannedS3() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::reply);
        server.setExecutor(threads);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void error(int status, String code, Map<String, String> headers) {
        answer = new Answer(
                status,
                headers,
                "<Error><Code>" + code + "</Code><Message>In S3's words.\nTwo lines.</Message></Error>");
    }

    void body(int status, Map<String, String> headers, String body) {
        answer = new Answer(status, headers, body);
    }

    private void reply(HttpExchange exchange) {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        Answer now = answer;
        byte[] body = now.body().getBytes(StandardCharsets.US_ASCII);
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            now.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
            boolean bare = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
            exchange.sendResponseHeaders(now.status(), bare ? -1 : body.length);
            if (!bare) {
                exchange.getResponseBody().write(body);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
