package io.sluice.emulators;

import io.sluice.harness.python.Python;
import io.sluice.harness.python.PythonInstaller;
import io.sluice.harness.python.Toolset;
import io.sluice.harness.server.ProjectFolder;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.S3Settings;
import io.sluice.objects.S3Store;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** An S3 that is not Amazon's, started when it is first wanted, once for all tests of this process. */
enum Emulator {
    S3PROXY {
        @Override
        URI start(Path home, int port) throws IOException, InterruptedException {
            URI address = URI.create("http://127.0.0.1:" + port);
            Path classpath = ProjectFolder.find().resolve("chaos-tests/s3proxy/target/classpath");
            Path settings = Files.writeString(home.resolve("s3proxy.conf"), """
                    s3proxy.endpoint=%s
                    s3proxy.authorization=aws-v2-or-v4
                    s3proxy.identity=%s
                    s3proxy.credential=%s
                    jclouds.provider=transient-nio2
                    jclouds.identity=any
                    jclouds.credential=any
                    """.formatted(address, KEY, SECRET));
            Path logging = home.resolve("logback.xml");
            try (InputStream in = Emulator.class.getResourceAsStream("logback.xml")) {
                Files.copy(Objects.requireNonNull(in), logging);
            }
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx1g",
                    "-Dlogback.configurationFile=" + logging,
                    "-cp",
                    Files.readString(classpath).strip(),
                    "org.gaul.s3proxy.Main",
                    "--properties",
                    settings.toString());
            EmulatorProcess.start(home, command, Map.of(), address);
            return address;
        }
    },

    LOCALSTACK {
        @Override
        URI start(Path home, int port) throws IOException, InterruptedException {
            URI address = URI.create("http://127.0.0.1:" + port);
            Python python = new PythonInstaller().install(Toolset.LOCALSTACK);
            Map<String, String> environment = new HashMap<>(python.environment());
            environment.putAll(Map.of(
                    "SERVICES", "s3,sts",
                    "GATEWAY_LISTEN", "127.0.0.1:" + port,
                    "FILESYSTEM_ROOT", home.resolve("files").toString(),
                    // In a container, too: else it writes to /var/lib.
                    "OVERRIDE_IN_DOCKER", "0",
                    // It would otherwise ask the internet for a certificate, for news and as a name server.
                    "SKIP_SSL_CERT_DOWNLOAD", "1",
                    "DISABLE_EVENTS", "1",
                    "DNS_ADDRESS", "0"));
            EmulatorProcess.start(
                    home,
                    List.of(python.interpreter(), "-m", "localstack.runtime.main"),
                    environment,
                    address.resolve("/_localstack/health"));
            return address;
        }
    };

    static final String KEY = "sluice-test-key";
    static final String SECRET = "sluice-test-secret";

    private static final String REGION = "eu-central-1";
    private static final Executor WORK = Thread::startVirtualThread;
    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());

    private static final AtomicInteger BUCKETS = new AtomicInteger();
    private static final Map<Emulator, Started> STARTED = new EnumMap<>(Emulator.class);

    private record Started(URI address, S3AsyncClient client) {}

    /**
     * Whether of several completions of uploads in parts, at the same time and under one name, one alone succeeds, as with
     * Amazon's. LocalStack looks whether the name is free, then puts the parts together.
     */
    boolean completesOne() {
        return this != LOCALSTACK;
    }

    abstract URI start(Path home, int port) throws IOException, InterruptedException;

    /** A new bucket. */
    S3Settings bucket() throws Exception {
        String name = "sluice-" + BUCKETS.incrementAndGet();
        client().createBucket(r -> r.bucket(name)).get();
        return S3Settings.of(name, REGION).at(address()).withPrefix("shard-0/").withDeadline(Duration.ofSeconds(30));
    }

    /** A plain client, for what a store does not do; not to be closed. */
    S3AsyncClient client() throws IOException, InterruptedException {
        return started().client();
    }

    URI address() throws IOException, InterruptedException {
        return started().address();
    }

    private Started started() throws IOException, InterruptedException {
        synchronized (STARTED) {
            Started started = STARTED.get(this);
            if (started == null) {
                URI address = start(Files.createTempDirectory("sluice-emulator-"), EmulatorProcess.freePort());
                S3AsyncClient client = S3AsyncClient.builder()
                        .endpointOverride(address)
                        .forcePathStyle(true)
                        .region(Region.of(REGION))
                        .credentialsProvider(keys(KEY, SECRET))
                        .build();
                started = new Started(address, client);
                STARTED.put(this, started);
            }
            return started;
        }
    }

    /** A store with the right keys. */
    static ObjectStore open(S3Settings settings) {
        return open(settings, KEY, SECRET);
    }

    static ObjectStore open(S3Settings settings, String key, String secret) {
        return S3Store.open(settings, keys(key, secret), WORK, TIMER);
    }

    private static StaticCredentialsProvider keys(String key, String secret) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret));
    }
}
