package io.sluice.admin;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.sluice.catalog.EmailAddress;
import io.sluice.catalog.Keys;
import io.sluice.catalog.MasterKey;
import io.sluice.catalog.MasterKeyFile;
import io.sluice.catalog.SqliteStore;
import io.sluice.catalog.StoreFailed;
import io.sluice.catalog.Tenants;
import io.sluice.catalog.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The REST API on a real server over a real catalog; the usage is what the test says. */
final class AdminServer implements AutoCloseable {
    final SqliteStore store;
    final Tenants tenants;
    final Topics topics;
    volatile UsageSource usage = tenant -> CompletableFuture.failedFuture(new IllegalStateException("nobody asked"));
    volatile Optional<String> whyNotReady = Optional.empty();

    private final ApplicationContext context;
    private final EmbeddedServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    AdminServer(Path directory, boolean openSignUp) {
        store = new SqliteStore(directory.resolve("catalog.db"), AdminServer::fail, AdminServer::fail);
        MasterKey master = MasterKeyFile.open(directory.resolve("master.key"), store);
        SecureRandom random = new SecureRandom();
        Keys keys = new Keys(store, master, random);
        tenants = new Tenants(store, keys, random, InstantSource.system());
        topics = new Topics(store, InstantSource.system());
        context = ApplicationContext.builder(Map.of("micronaut.server.port", -1))
                .singletons(
                        keys,
                        tenants,
                        topics,
                        new AdminSettings(openSignUp, "us-east-1"),
                        (UsageSource) tenant -> usage.usage(tenant),
                        (Readiness) () -> whyNotReady,
                        new JvmMetrics())
                .start();
        server = context.getBean(EmbeddedServer.class).start();
    }

    private static void fail(StoreFailed failure) {
        throw failure;
    }

    int port() {
        return server.getPort();
    }

    Tenants.SignUp.Welcome signUp(String email) {
        return (Tenants.SignUp.Welcome) tenants.signUp(new EmailAddress(email), "you", Optional.empty());
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, "", headers);
    }

    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        return send("POST", path, body, headers);
    }

    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(10))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        http.close();
        context.close();
        store.close();
    }
}
