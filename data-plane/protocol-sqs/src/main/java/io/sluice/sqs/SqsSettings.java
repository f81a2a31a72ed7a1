package io.sluice.sqs;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/**
 * What an operator may want to differ between machines; everything else is a constant where it is used.
 *
 * @param maxRequestBytes of one request's body; a full batch is about 1.4 MiB in base64 and escapes
 * @param requestTime within which a request must have arrived whole
 * @param maxBufferedBytes of all bodies that are still arriving
 * @param maxConnections open at once, whatever they are used for; further ones are closed without an answer
 * @param trustForwardedProto whether a proxy in front of the server sets X-Forwarded-Proto: queues' addresses then
 *     begin with what it says
 * @param corsOrigins pages of these origins, such as {@code https://app.example.com}, may ask from a browser; {@code *}:
 *     all; empty: none
 */
public record SqsSettings(
        int maxRequestBytes,
        Duration requestTime,
        long maxBufferedBytes,
        long maxConnections,
        boolean trustForwardedProto,
        List<String> corsOrigins) {
    /** Files stay for the log, snapshots and the catalog: without one the process would have to end. */
    private static final long RESERVED_FILES = 256;

    /** Where the system does not say how many files a process may open. */
    private static final long UNKNOWN_FILES = 10_000;

    public static final SqsSettings DEFAULT = new SqsSettings(
            8 * 1_048_576,
            Duration.ofSeconds(30),
            Math.min(256L * 1_048_576, Runtime.getRuntime().maxMemory() / 8),
            connectionsFor(maxFiles()),
            false,
            List.of());

    public SqsSettings {
        corsOrigins = List.copyOf(corsOrigins);
    }

    public SqsSettings withCorsOrigins(List<String> origins) {
        return new SqsSettings(
                maxRequestBytes, requestTime, maxBufferedBytes, maxConnections, trustForwardedProto, origins);
    }

    /** Never none: a machine that grants next to no files serves a few clients and may run out of files. */
    static long connectionsFor(long files) {
        return Math.max(files - RESERVED_FILES, RESERVED_FILES / 2);
    }

    private static long maxFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : UNKNOWN_FILES;
    }
}
