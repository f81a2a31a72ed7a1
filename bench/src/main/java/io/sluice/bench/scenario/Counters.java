package io.sluice.bench.scenario;

import io.sluice.bench.peer.Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The service's own numbers at one moment, as an operator reads them. */
record Counters(String text) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    static Counters of(Server server) throws IOException {
        URI metrics = URI.create("http://127.0.0.1:" + server.wire().port() + "/metrics");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return new Counters(
                    http.send(HttpRequest.newBuilder(metrics).timeout(PATIENCE).build(), BodyHandlers.ofString())
                            .body());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException(stop);
        }
    }

    /** Over all shards, or of the lines that begin so if a brace is in it. */
    double sum(String name) {
        return text.lines()
                .filter(line -> line.startsWith(name)
                        && (name.indexOf('{') >= 0 || " {".indexOf(line.charAt(name.length())) >= 0))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
