package io.sluice.sqs;

import java.time.Duration;
import java.util.List;

/**
 * What an operator may want to differ between machines; everything else is a constant where it is used.
 *
 * @param maxRequestBytes of one request's body; a full batch is about 1.4 MiB in base64 and escapes
 * @param requestTime within which a request must have arrived whole
 * @param maxBufferedBytes of all bodies that are still arriving
 * @param trustForwardedProto whether a proxy in front of the server sets X-Forwarded-Proto: queues' addresses then
 *     begin with what it says
 * @param corsOrigins pages of these origins, such as {@code https://app.example.com}, may ask from a browser; {@code *}:
 *     all; empty: none
 */
public record SqsSettings(
        int maxRequestBytes,
        Duration requestTime,
        long maxBufferedBytes,
        boolean trustForwardedProto,
        List<String> corsOrigins) {
    public static final SqsSettings DEFAULT = new SqsSettings(
            8 * 1_048_576,
            Duration.ofSeconds(30),
            Math.min(256L * 1_048_576, Runtime.getRuntime().maxMemory() / 8),
            false,
            List.of());

    public SqsSettings {
        corsOrigins = List.copyOf(corsOrigins);
    }

    public SqsSettings withCorsOrigins(List<String> origins) {
        return new SqsSettings(maxRequestBytes, requestTime, maxBufferedBytes, trustForwardedProto, origins);
    }
}
