package io.sluice.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * RabbitMQ as Debian has it, with its Erlang, {@link Unpacked}; one node of its own with an epmd of its own, all on the loopback
 * and with its data below the run's folder.
 */
public final class RabbitMq implements AutoCloseable {
    /** Resident bytes above which it holds publishers back: as much as the heap of the others. */
    public static final long MEMORY_BYTES = 1L << 30;
    /** Of the log of quorum queues, which is in memory too; RabbitMQ wants at least three times as much memory. */
    public static final long LOG_FILE_BYTES = 256L << 20;

    private static final String PROGRAM = "rabbitmq";
    private static final String PACKAGES = "^(rabbitmq-server|erlang-.*|libssl3|libsystemd0|libtinfo6)$";
    private static final String VERSIONS = "rabbitmq_server-";

    private final String version;
    private final ServerProcess names;
    private final ServerProcess server;

    private RabbitMq(String version, ServerProcess names, ServerProcess server) {
        this.version = version;
        this.names = names;
        this.server = server;
    }

    /** Empty where it cannot be had. */
    static Optional<RabbitMq> start(Path home) throws IOException {
        Unpacked debian = Unpacked.of(PROGRAM);
        if (!debian.whole()) {
            debian.fetch("rabbitmq-server", "-E", PACKAGES);
        }
        return debian.whole() ? Optional.of(start(debian, home)) : Optional.empty();
    }

    private static RabbitMq start(Unpacked debian, Path home) throws IOException {
        Path erlang = debian.folder().resolve("usr/lib/erlang");
        leadHome(erlang);
        Path installed = installed(debian.folder().resolve("usr/lib/rabbitmq/lib"));
        int port = ServerProcess.freePort();
        int namesPort = ServerProcess.freePort();
        Map<String, String> environment = environment(home, erlang, debian.libraries(), port, namesPort);
        ServerProcess names = ServerProcess.start(
                "epmd",
                namesPort,
                List.of(erlang.resolve("bin/epmd").toString(), "-port", Integer.toString(namesPort)),
                environment,
                home);
        try {
            String script = installed.resolve("sbin/rabbitmq-server").toString();
            String version = installed.getFileName().toString().substring(VERSIONS.length());
            return new RabbitMq(version, names, ServerProcess.start(PROGRAM, port, List.of(script), environment, home));
        } catch (IOException e) {
            names.close();
            throw e;
        }
    }

    /** Debian's script looks for Erlang where it is when installed. */
    private static void leadHome(Path erlang) throws IOException {
        Path script = erlang.resolve("bin/erl");
        String text = Files.readString(script);
        Files.writeString(script, text.replace("ROOTDIR=/usr/lib/erlang\n", "ROOTDIR=" + erlang + "\n"));
    }

    private static Path installed(Path versions) throws IOException {
        try (Stream<Path> all = Files.list(versions)) {
            return all.filter(path -> path.getFileName().toString().startsWith(VERSIONS))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no RabbitMQ in " + versions));
        }
    }

    private static Map<String, String> environment(Path home, Path erlang, String libraries, int port, int namesPort)
            throws IOException {
        Path settings =
                Files.writeString(home.resolve("rabbitmq.conf"), """
                listeners.tcp.1 = 127.0.0.1:%d
                vm_memory_high_watermark.absolute = %d
                raft.wal_max_size_bytes = %d
                """.formatted(port, MEMORY_BYTES, LOG_FILE_BYTES));
        Map<String, String> all = new LinkedHashMap<>();
        all.put("PATH", erlang.resolve("bin") + ":" + System.getenv("PATH"));
        all.put("LD_LIBRARY_PATH", libraries);
        all.put("HOME", home.toString()); // the cookie
        all.put("ERL_EPMD_ADDRESS", "127.0.0.1");
        all.put("ERL_EPMD_PORT", Integer.toString(namesPort));
        // The script then becomes the node instead of its parent, so that ending it ends the node.
        all.put("RUNNING_UNDER_SYSTEMD", "true");
        all.put("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+B i -kernel inet_dist_use_interface {127,0,0,1}");
        all.put("RABBITMQ_NODENAME", "bench@localhost");
        all.put("RABBITMQ_DIST_PORT", Integer.toString(ServerProcess.freePort()));
        all.put("RABBITMQ_CONFIG_FILE", settings.toString());
        all.put("RABBITMQ_ADVANCED_CONFIG_FILE", empty(home.resolve("advanced.config")));
        all.put("RABBITMQ_ENABLED_PLUGINS_FILE", empty(home.resolve("enabled_plugins")));
        all.put("RABBITMQ_CONF_ENV_FILE", home.resolve("none").toString());
        all.put("RABBITMQ_GENERATED_CONFIG_DIR", home.resolve("generated").toString());
        all.put("RABBITMQ_SCHEMA_DIR", home.resolve("schema").toString());
        all.put("RABBITMQ_MNESIA_BASE", home.resolve("mnesia").toString());
        all.put("RABBITMQ_LOG_BASE", home.resolve("log").toString());
        all.put("RABBITMQ_PID_FILE", home.resolve("pid").toString());
        return all;
    }

    /** Nothing in Erlang's terms. */
    private static String empty(Path file) throws IOException {
        return Files.writeString(file, "[].\n").toString();
    }

    public String version() {
        return version;
    }

    public int port() {
        return server.port();
    }

    /** Of the node alone. */
    public long residentBytes() throws IOException {
        return server.residentBytes();
    }

    @Override
    public void close() {
        server.close();
        names.close();
    }
}
