package io.sluice.bench.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The disk's own benchmark: the machine's, or Debian's, unpacked without root together with the libraries that it needs, once,
 * into {@code ~/.cache/sluice}.
 */
public final class Fio {
    private static final Duration UNPACKING = Duration.ofMinutes(3);
    private static final Duration SLACK = Duration.ofSeconds(30);
    private static final long FILE_BYTES = 512L << 20;
    private static final Pattern WRITTEN = Pattern.compile("\"write\" : \\{.*?\"bw_bytes\" : (\\d+)", Pattern.DOTALL);

    /** apt-get reads the machine's package lists and needs no root to download; what each system has is left out. */
    private static final String UNPACK = """
            set -e
            cd "$1"
            wanted=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
              --no-enhances fio | grep '^[a-z]' | sort -u \
              | grep -vE '^(python3|perl|debconf|dpkg|libc6|gcc-|init-system|cdebconf|tar$|adduser|passwd|systemd)')
            apt-get download $wanted
            for package in *.deb; do dpkg -x "$package" .; rm "$package"; done
            """;

    private final String program;
    private final String libraries;

    private Fio(String program, String libraries) {
        this.program = program;
        this.libraries = libraries;
    }

    /** Empty where there is none and none can be had. */
    public static Optional<Fio> find() throws IOException {
        Fio installed = new Fio("fio", "");
        if (installed.runs()) {
            return Optional.of(installed);
        }
        Path folder = Path.of(System.getProperty("user.home"), ".cache", "sluice", "fio");
        Path libraries = folder.resolve("usr/lib/x86_64-linux-gnu");
        Fio unpacked = new Fio(
                folder.resolve("usr/bin/fio").toString(),
                libraries + ":" + folder.resolve("lib/x86_64-linux-gnu") + ":" + libraries.resolve("ceph"));
        if (!unpacked.runs()) {
            Files.createDirectories(folder);
            run(UNPACKING, "", "sh", "-c", UNPACK, "unpack", folder.toString());
        }
        return unpacked.runs() ? Optional.of(unpacked) : Optional.empty();
    }

    /**
     * Writes blocks in order into a file that was written before, fdatasync after each.
     *
     * @return bytes a second
     */
    public double sequentialWrites(Path directory, int blockBytes, Duration time) throws IOException {
        Path file = Files.createTempFile(Files.createDirectories(directory), "fio", ".bin");
        try {
            String said = run(
                    time.plus(SLACK),
                    libraries,
                    program,
                    "--name=sluice",
                    "--filename=" + file,
                    "--rw=write",
                    "--bs=" + blockBytes,
                    "--size=" + FILE_BYTES,
                    "--overwrite=1",
                    "--fdatasync=1",
                    "--ioengine=psync",
                    "--time_based",
                    "--runtime=" + time.toSeconds(),
                    "--output-format=json");
            Matcher written = WRITTEN.matcher(said);
            if (!written.find()) {
                throw new IOException("fio said: " + said);
            }
            return Double.parseDouble(written.group(1));
        } finally {
            Files.delete(file);
        }
    }

    private boolean runs() {
        try {
            return run(SLACK, libraries, program, "--version").startsWith("fio-");
        } catch (IOException no) {
            return false;
        }
    }

    private static String run(Duration patience, String libraries, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        if (!libraries.isEmpty()) {
            builder.environment().put("LD_LIBRARY_PATH", libraries);
        }
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(patience.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0 ? said : "";
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException(stop);
        } finally {
            process.destroyForcibly();
        }
    }
}
