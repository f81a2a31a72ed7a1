package io.sluice.bench.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Debian's packages, unpacked without root together with what they need, once, into {@code ~/.cache/sluice}.
 *
 * @param folder stands for the system's root
 */
record Unpacked(Path folder) {
    private static final Duration UNPACKING = Duration.ofMinutes(3);
    /** Written last. */
    private static final String MARK = "unpacked";

    /** apt-get reads the machine's package lists and needs no root to download. */
    private static final String UNPACK = """
            set -e
            cd "$1"
            wanted=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
              --no-enhances "$2" | grep '^[a-z]' | sort -u | grep "$3" "$4")
            apt-get download $wanted
            for package in *.deb; do dpkg -x "$package" .; rm "$package"; done
            touch "$5"
            """;

    /** Where such a program's packages are, or will be. */
    static Unpacked of(String program) {
        return new Unpacked(Path.of(System.getProperty("user.home"), ".cache", "sluice", program));
    }

    boolean whole() {
        return Files.exists(folder.resolve(MARK));
    }

    /**
     * Downloads and unpacks the package and those of the packages it needs that the pattern names; nothing where that fails.
     *
     * @param option {@code -E} for those that match the pattern, {@code -vE} for the others
     */
    void fetch(String wanted, String option, String pattern) throws IOException {
        Files.createDirectories(folder);
        run(UNPACKING, Map.of(), "sh", "-c", UNPACK, "unpack", folder.toString(), wanted, option, pattern, MARK);
    }

    /** For {@code LD_LIBRARY_PATH}. */
    String libraries() {
        Path libraries = folder.resolve("usr/lib/x86_64-linux-gnu");
        return libraries + ":" + folder.resolve("lib/x86_64-linux-gnu") + ":" + libraries.resolve("ceph");
    }

    /** What a command said until it ended well; else nothing. */
    static String run(Duration patience, Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
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
