package io.sluice.bench.peer;

import io.sluice.bench.load.Answer;
import io.sluice.bench.load.Keys;
import io.sluice.bench.load.Marker;
import io.sluice.bench.load.Once;
import io.sluice.bench.load.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How each server starts: Sluice as users start it, the others with its JVM flags; all on the loopback only.
 *
 * @param root the project's directory
 * @param work where data and logs go; must be on a real disk
 * @param service the folder that {@code ./sluice up} runs from
 * @param flags the JVM flags that {@code ./sluice up} has
 * @param extra further JVM flags for all, such as a profiler's
 */
public record Servers(Path root, Path work, Path service, List<String> flags, List<String> extra) {
    private static final String REGION = "us-east-1";
    private static final Marker REGION_NAME = new Marker("\"region\":\"");
    private static final Marker ACCESS_KEY = new Marker("\"accessKeyId\":\"");
    private static final Marker SECRET_KEY = new Marker("\"secretAccessKey\":\"");

    /** Sluice with an empty data directory and a tenant that signed up. */
    public Server sluice(String name) throws IOException {
        return sluice(name, newDirectory());
    }

    /**
     * The same with a data directory of {@link #newDirectory}.
     *
     * @param options of {@code ./sluice up}
     */
    public Server sluice(String name, Path data, String... options) throws IOException {
        int port = ServerProcess.freePort();
        ServerProcess process = startSluice(name, port, data, options);
        return new Server(name, process, new Wire(port, signUp(port)), true);
    }

    /**
     * The same with its old messages in an S3.
     *
     * @param options of {@code ./sluice up}
     */
    public Server sluiceOnS3(String name, Path data, S3Proxy s3, String... options) throws IOException {
        int port = ServerProcess.freePort();
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--s3-bucket", S3Proxy.BUCKET, "--s3-endpoint", s3.address()));
        Servers keyed = with("-Daws.accessKeyId=any", "-Daws.secretAccessKey=any");
        ServerProcess process = keyed.startSluice(name, port, data, all.toArray(String[]::new));
        return new Server(name, process, new Wire(port, signUp(port)), true);
    }

    /** An S3 with its objects in files. */
    public S3Proxy s3Proxy() throws IOException {
        String classpath = classpath("chaos-tests/s3proxy");
        return S3Proxy.start(jvm(List.of("-XX:+UseSerialGC", "-Xmx1g")), classpath, newDirectory());
    }

    /** Sluice again, on the port and with the data of one that was killed. */
    public Server sluiceAgain(Server killed, Path data) throws IOException {
        Wire wire = killed.wire();
        return new Server(killed.name(), startSluice(killed.name() + "-again", wire.port(), data), wire, true);
    }

    /** An empty data directory. */
    public Path newDirectory() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(work), "data");
    }

    private ServerProcess startSluice(String name, int port, Path data, String... options) throws IOException {
        Path cache = service.resolve("standalone.aot");
        List<String> arguments = new ArrayList<>(List.of("--data", data.toString(), "--port", Integer.toString(port)));
        arguments.addAll(List.of(options));
        return ServerProcess.start(
                name,
                port,
                java(
                        Files.readString(service.resolve("classpath")).trim(),
                        Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of(),
                        "io.sluice.standalone.Standalone",
                        arguments.toArray(String[]::new)),
                work);
    }

    private static Keys signUp(int port) throws IOException {
        Wire unsigned = new Wire(port, null);
        Answer answer =
                Once.call(port, unsigned.plain("/v1/signup", "{\"email\":\"bench@example.com\",\"name\":\"Bench\"}"));
        String access = answer.member(ACCESS_KEY);
        String secret = answer.member(SECRET_KEY);
        String region = answer.member(REGION_NAME);
        if (access == null || secret == null || region == null) {
            throw new IOException("signup: " + answer.status() + " " + answer.text());
        }
        return new Keys(access, secret.replace("\\/", "/"), region);
    }

    /** Gets the same bytes as Sluice, signature included. */
    public Server echo(String name) throws IOException {
        int port = ServerProcess.freePort();
        ServerProcess process = ServerProcess.start(
                name,
                port,
                java(
                        System.getProperty("java.class.path"),
                        List.of(),
                        EchoServer.class.getName(),
                        Integer.toString(port)),
                work);
        Keys keys = new Keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", REGION);
        return new Server(name, process, new Wire(port, keys), false);
    }

    /** In memory and unsigned, as it comes. */
    public Server elasticMq(String name) throws IOException {
        int port = ServerProcess.freePort();
        ServerProcess process = ServerProcess.start(
                name,
                port,
                java(
                        classpath("bench/elasticmq"),
                        List.of(
                                "-Drest-sqs.bind-hostname=127.0.0.1",
                                "-Drest-sqs.bind-port=" + port,
                                "-Dnode-address.host=127.0.0.1",
                                "-Dnode-address.port=" + port,
                                "-Drest-stats.enabled=false"),
                        "org.elasticmq.server.Main"),
                work);
        return new Server(name, process, new Wire(port, null), true);
    }

    /** With an empty data directory; empty where it cannot be had. */
    public Optional<RabbitMq> rabbitMq() throws IOException {
        return RabbitMq.start(newDirectory());
    }

    /** Of a module that is nothing but a class path; built where it is missing. */
    private String classpath(String name) throws IOException {
        Path module = root.resolve(name);
        Path classpath = module.resolve("target/classpath");
        if (!Files.exists(classpath)) {
            try {
                new ProcessBuilder(
                                root.resolve("mvnw").toString(),
                                "-q",
                                "-f",
                                module.resolve("pom.xml").toString(),
                                "package")
                        .inheritIO()
                        .start()
                        .waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
        return Files.readString(classpath).trim();
    }

    /** The same servers with further JVM flags; those of the command line win. */
    public Servers with(String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        all.addAll(extra);
        return new Servers(root, work, service, flags, all);
    }

    /** The command that starts a JVM as the servers', up to the flags. */
    public List<String> jvm() {
        return jvm(flags);
    }

    /** The same with other flags than the servers'. */
    public List<String> jvm(List<String> flags) {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        all.addAll(flags);
        all.addAll(extra);
        return all;
    }

    private List<String> java(String classpath, List<String> properties, String main, String... arguments) {
        List<String> all = new ArrayList<>(jvm());
        all.addAll(properties);
        all.addAll(List.of("-cp", classpath, main));
        all.addAll(List.of(arguments));
        return all;
    }
}
