package io.sluice.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** s3proxy over files, which believes every signature; with one bucket. */
public final class S3Proxy implements AutoCloseable {
    static final String BUCKET = "bench";
    private static final int RANGE_BYTES = 4 << 20;

    private final ServerProcess process;
    private final Path bucket;

    private S3Proxy(ServerProcess process, Path bucket) {
        this.process = process;
        this.bucket = bucket;
    }

    static S3Proxy start(List<String> jvm, String classpath, Path home) throws IOException {
        int port = ServerProcess.freePort();
        Path files = home.resolve("files");
        Path bucket = Files.createDirectories(files.resolve(BUCKET));
        Path settings = Files.writeString(home.resolve("s3proxy.conf"), """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=none
                jclouds.provider=filesystem-nio2
                jclouds.identity=any
                jclouds.credential=any
                jclouds.filesystem.basedir=%s
                """.formatted(port, files));
        Path logging =
                Files.writeString(home.resolve("logback.xml"), "<configuration><root level=\"OFF\"/></configuration>");
        List<String> command = new ArrayList<>(jvm);
        command.addAll(List.of(
                "-Dlogback.configurationFile=" + logging,
                "-cp",
                classpath,
                "org.gaul.s3proxy.Main",
                "--properties",
                settings.toString()));
        return new S3Proxy(ServerProcess.start("s3proxy", port, command, home), bucket);
    }

    String address() {
        return "http://127.0.0.1:" + process.port();
    }

    /** Reads all segments that it holds in ranges of 4 MiB, so many at a time; bytes a second. */
    public double bandwidth(int atOnce) throws IOException {
        List<Path> objects;
        try (Stream<Path> all = Files.walk(bucket)) {
            objects = all.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().startsWith("segment-"))
                    .toList();
        }
        long startNs = System.nanoTime();
        long bytes = 0;
        try (ExecutorService readers = Executors.newFixedThreadPool(atOnce)) {
            List<Future<Long>> reads = new ArrayList<>();
            for (Path object : objects) {
                reads.add(readers.submit(() -> read(object)));
            }
            for (Future<Long> read : reads) {
                bytes += read.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (ExecutionException e) {
            throw new IOException("reading an object", e.getCause());
        }
        return bytes * 1e9 / (System.nanoTime() - startNs);
    }

    private long read(Path object) throws IOException {
        URI address = URI.create(address() + "/" + BUCKET + "/" + bucket.relativize(object));
        long size = Files.size(object);
        byte[] buffer = new byte[64 << 10];
        for (long at = 0; at < size; at += RANGE_BYTES) {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setRequestProperty("Range", "bytes=" + at + "-" + (Math.min(size, at + RANGE_BYTES) - 1));
            try (InputStream in = connection.getInputStream()) {
                while (in.read(buffer) >= 0) {
                    // Only its speed is of interest.
                }
            }
        }
        return size;
    }

    @Override
    public void close() {
        process.close();
    }
}
