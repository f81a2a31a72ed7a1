package io.sluice.objects;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where in S3, or in what speaks like it, the objects are.
 *
 * @param prefix comes before every name, such as {@code prod/}; empty for none
 * @param endpoint for another S3 than Amazon's
 * @param pathStyle the bucket stands in the path and not in the host's name, as most others want it
 * @param deadline of each attempt of each call, which carries 16 MiB at most; a call has four attempts
 */
public record S3Settings(
        String bucket,
        String region,
        String prefix,
        Optional<URI> endpoint,
        boolean pathStyle,
        Encryption encryption,
        Duration deadline) {
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(20);

    /** What S3 encrypts objects with, beyond the bucket's own setting. */
    public sealed interface Encryption {
        /** As the bucket is set up. */
        record ByBucket() implements Encryption {}

        /** S3's own keys (AES256). */
        record ByS3() implements Encryption {}

        /**
         * A key in KMS.
         *
         * @param key its id or ARN
         */
        record ByKms(String key) implements Encryption {}
    }

    public S3Settings {
        Names.checkPrefix(prefix);
        if (bucket.isEmpty() || region.isEmpty()) {
            throw new IllegalArgumentException("a bucket and a region are needed");
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("a deadline of " + deadline);
        }
    }

    /** A bucket of Amazon's. */
    public static S3Settings of(String bucket, String region) {
        return new S3Settings(bucket, region, "", Optional.empty(), false, new Encryption.ByBucket(), DEFAULT_DEADLINE);
    }

    /** The same at another address, with the bucket in the path. */
    public S3Settings at(URI address) {
        return new S3Settings(bucket, region, prefix, Optional.of(address), true, encryption, deadline);
    }

    public S3Settings withPrefix(String before) {
        return new S3Settings(bucket, region, before, endpoint, pathStyle, encryption, deadline);
    }

    public S3Settings withEncryption(Encryption other) {
        return new S3Settings(bucket, region, prefix, endpoint, pathStyle, other, deadline);
    }

    public S3Settings withDeadline(Duration other) {
        return new S3Settings(bucket, region, prefix, endpoint, pathStyle, encryption, other);
    }

    String key(String name) {
        return prefix + name;
    }

    /** For messages. */
    String place() {
        return "bucket " + bucket + " in region " + region
                + endpoint.map(address -> " at " + address).orElse("");
    }
}
