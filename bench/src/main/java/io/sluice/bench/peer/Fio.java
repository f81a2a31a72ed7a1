package io.sluice.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The disk's own benchmark: the machine's, or Debian's, {@link Unpacked}. */
public final class Fio {
    private static final Duration SLACK = Duration.ofSeconds(30);
    private static final long FILE_BYTES = 512L << 20;
    private static final Pattern WRITTEN = Pattern.compile("\"write\" : \\{.*?\"bw_bytes\" : (\\d+)", Pattern.DOTALL);

    /** What each system has. */
    private static final String LEFT_OUT =
            "^(python3|perl|debconf|dpkg|libc6|gcc-|init-system|cdebconf|tar$|adduser|passwd|systemd)";

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
        Unpacked debian = Unpacked.of("fio");
        Fio unpacked = new Fio(debian.folder().resolve("usr/bin/fio").toString(), debian.libraries());
        if (!unpacked.runs()) {
            debian.fetch("fio", "-vE", LEFT_OUT);
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
            String said = Unpacked.run(
                    time.plus(SLACK),
                    environment(),
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
            return Unpacked.run(SLACK, environment(), program, "--version").startsWith("fio-");
        } catch (IOException no) {
            return false;
        }
    }

    private Map<String, String> environment() {
        return libraries.isEmpty() ? Map.of() : Map.of("LD_LIBRARY_PATH", libraries);
    }
}
