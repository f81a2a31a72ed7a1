package io.sluice.sqs;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.runtime.server.EmbeddedServer;
import io.sluice.admission.PolicyAdmission;
import io.sluice.api.Credentials.Credential;
import io.sluice.api.RecordUnreadable;
import io.sluice.model.Caller;
import io.sluice.model.ReceiptSeal;
import io.sluice.model.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A real Micronaut server with SQS on queues in memory. As a program: {@code TestApp PORT [forgetful]}, key AKIATEST/secret. */
final class TestApp implements AutoCloseable {
    static final String KEY = "AKIATEST";
    static final String OTHER_KEY = "AKIAOTHER";
    static final String DAMAGED_KEY = "AKIADAMAGED";
    static final String SECRET = "secret";
    static final TenantId TENANT = new TenantId(123_456_789_012L);
    static final TenantId OTHER_TENANT = new TenantId(210_987_654_321L);

    final MemoryQueues queues;
    final MemoryMoves moves = new MemoryMoves();
    final int port;
    final SqsServer sqs;
    final Map<TenantId, Long> connectedMs = new ConcurrentHashMap<>();
    final ConnectionMeter meter;
    private final ApplicationContext context;

    TestApp(int port, SqsSettings settings) {
        queues = new MemoryQueues();
        meter = new ConnectionMeter(
                (gateway, minute, ms) -> ms.forEach((tenant, add) -> connectedMs.merge(tenant, add, Long::sum)),
                1,
                System::nanoTime);
        byte[] sealKey = new byte[32];
        new Random(1).nextBytes(sealKey);
        sqs = new SqsServer(
                queues,
                queues,
                moves,
                new PolicyAdmission(InstantSource.system()),
                key -> switch (key) {
                    case KEY -> Optional.of(new Credential(new Caller(TENANT, "me"), "1", SECRET));
                    case OTHER_KEY -> Optional.of(new Credential(new Caller(OTHER_TENANT, "you"), "2", SECRET));
                    case DAMAGED_KEY ->
                        throw new RecordUnreadable(new IllegalStateException("key/" + key + " is damaged"));
                    default -> Optional.empty();
                },
                new ReceiptSeal(1, sealKey),
                InstantSource.system(),
                meter,
                settings);
        context = ApplicationContext.builder()
                .properties(Map.of("micronaut.server.port", port, "micronaut.server.host", "127.0.0.1"))
                .banner(false)
                .singletons(sqs)
                .build();
        context.start();
        EmbeddedServer server = context.getBean(EmbeddedServer.class);
        server.start();
        this.port = server.getPort();
    }

    static TestApp start() {
        return new TestApp(-1, SqsSettings.DEFAULT);
    }

    static TestApp impatient() {
        return new TestApp(-1, new SqsSettings(100_000, Duration.ofMillis(300), 600_000, 10_000, true, List.of()));
    }

    static TestApp forBrowsers(String... origins) {
        return new TestApp(-1, SqsSettings.DEFAULT.withCorsOrigins(List.of(origins)));
    }

    @Override
    public void close() {
        context.close();
    }

    public static void main(String[] arguments) throws InterruptedException {
        TestApp app = new TestApp(Integer.parseInt(arguments[0]), SqsSettings.DEFAULT);
        app.queues.forgetful = arguments.length > 1;
        System.out.println("ready on " + app.port);
        Thread.currentThread().join();
    }

    /** The peer of the measurements: what a bare controller does with the same request. */
    @Controller("/echo")
    static class Echo {
        @Post(consumes = "*/*", produces = "application/x-amz-json-1.0")
        byte[] echo(@Body byte[] body) {
            return body;
        }

        /** Never answers: what a parked request costs without us. */
        @Post(uri = "/park", consumes = "*/*")
        CompletableFuture<byte[]> park(@Body byte[] body) {
            return new CompletableFuture<>();
        }
    }
}
