package io.sluice.standalone;

import io.sluice.catalog.Topics;
import io.sluice.objects.S3Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code ./sluice up} understands. */
@Command(
        name = "sluice up",
        sortOptions = false,
        description = "Serve everything from this machine: the SQS API, sign-up, usage.")
final class Options {
    private static final String DEFAULT_REGION = "us-east-1";
    private static final int MAX_PORT = 0xffff;
    /** Some thousand messages in hand: with less, consumers get nothing. */
    private static final long MIN_MEMORY_BYTES = 1 << 20;

    private static final int MAX_SHARDS = 64;
    /** As browsers write it: scheme and host in small letters, no path. */
    private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.\\-\\[\\]:]+");

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.\\-]{1,62}");
    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final String BY_KMS = "aws:kms:";
    /** A key is told by its id, its ARN or an alias. */
    private static final Pattern ENCRYPTION = Pattern.compile("AES256|" + BY_KMS + "[A-Za-z0-9:/_-]{1,2048}");

    private static final Pattern PREFIX = Pattern.compile("|[a-z0-9][a-z0-9._=/-]{0,78}/");

    private static final long MAX_REST_SECONDS = Topics.MAX_REST.toSeconds();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    boolean help;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where everything that must last lies (default: ~/.sluice/data).")
    Path data = Path.of(System.getProperty("user.home"), ".sluice", "data");

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port to serve on, 0 for any free one (default: ${DEFAULT-VALUE}).")
    int port = 7400;

    @Option(names = "--bind", paramLabel = "ADDR", description = "Address to serve on (default: ${DEFAULT-VALUE}).")
    String bind = "127.0.0.1";

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "Heap for messages handed out or delayed, such as 512m (default: 40 %% of the heap).")
    long memory = (long) (Runtime.getRuntime().maxMemory() * 0.4);

    @Option(
            names = "--disk-budget",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "What logs and segments may take on disk, such as 20g (default: as much as there is).")
    long diskBudget;

    @Option(
            names = "--hot",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "Old messages kept on disk before the oldest leave it for the object store, such as 20g"
                    + " (default: 1g; never more than half of what the disk budget has for messages).")
    long hot = 1L << 30;

    @Option(
            names = "--upload-after",
            paramLabel = "SECONDS",
            description = "Old messages on disk are copied to the object store when they have lain there that long,"
                    + " 0 to 600 (default: ${DEFAULT-VALUE}); what is consumed before never goes there.")
    int uploadAfter = Integer.getInteger("sluice.upload.after.seconds", 60); // the property is for tests

    @Option(
            names = "--s3-bucket",
            paramLabel = "BUCKET",
            description =
                    "Bucket for messages that leave the disk (default: the folder objects in the data directory).")
    @Nullable
    String s3Bucket;

    @Option(
            names = "--s3-region",
            paramLabel = "REGION",
            description = "The bucket's region (default: " + DEFAULT_REGION + ").")
    @Nullable
    String s3Region;

    @Option(
            names = "--s3-endpoint",
            paramLabel = "URL",
            description = "Another S3 than Amazon's, such as http://127.0.0.1:9000 (default: Amazon's).")
    @Nullable
    URI s3Endpoint;

    @Option(
            names = "--s3-prefix",
            paramLabel = "PREFIX",
            description = "Comes before every object's name, such as prod/ (default: none).")
    String s3Prefix = "";

    @Option(
            names = "--s3-encryption",
            paramLabel = "HOW",
            description = "What S3 encrypts objects with: AES256, or aws:kms:KEY with a key's id or ARN"
                    + " (default: what the bucket is set to). What the objects hold is sealed before, in any case.")
    @Nullable
    String s3Encryption;

    @Option(
            names = "--shards",
            paramLabel = "N",
            description = "Shards of a new data directory (default: ${DEFAULT-VALUE}); an existing one keeps its own.")
    int shards = 2;

    @Option(names = "--open-signup", description = "Let other machines sign up, too (default: only this one).")
    boolean openSignup;

    @Option(
            names = "--cors-origin",
            paramLabel = "ORIGIN",
            description =
                    "Let pages of this origin, such as https://app.example.com, use SQS from a browser; * for all,"
                            + " may be repeated (default: none).")
    List<String> corsOrigins = List.of();

    @Option(
            names = "--key-ring",
            paramLabel = "FILE",
            description = "The keys that queues may name in KmsMasterKeyId, a line a key: ID [alias/NAME ...]"
                    + " [disabled]. Read again when it changes (default: none but alias/aws/sqs).")
    @Nullable
    Path keyRing;

    @Option(
            names = "--deleted-rest",
            paramLabel = "SECONDS",
            description = "How long a deleted queue's name cannot be used (default: ${DEFAULT-VALUE}, as SQS).")
    int deletedRest = 60;

    @Option(
            names = "--purge-rest",
            paramLabel = "SECONDS",
            description = "How long after a purge the next is refused (default: ${DEFAULT-VALUE}, as SQS).")
    int purgeRest = 60;

    @Option(
            names = "--accept-time-jump",
            description = "Start though the clock is more than 30 days ahead of the newest entry in the log.")
    boolean acceptTimeJump;

    /** What no server can be started with, in one line; empty if there is nothing. */
    Optional<String> wrong() {
        if (data.toString().isEmpty()) {
            return Optional.of("--data needs a directory, and is empty here: is a variable not set?");
        }
        if (port < 0 || port > MAX_PORT) {
            return Optional.of("--port is 0 to " + MAX_PORT + ", not " + port);
        }
        if (shards < 1 || shards > MAX_SHARDS) {
            return Optional.of("--shards is 1 to " + MAX_SHARDS + ", not " + shards);
        }
        if (memory < MIN_MEMORY_BYTES) {
            return Optional.of("--memory is at least " + (MIN_MEMORY_BYTES >> 20) + "m, not " + memory + " bytes");
        }
        if (uploadAfter < 0 || uploadAfter > MAX_REST_SECONDS) {
            return Optional.of("--upload-after is 0 to " + MAX_REST_SECONDS + " seconds, not " + uploadAfter);
        }
        if (deletedRest < 0 || deletedRest > MAX_REST_SECONDS || purgeRest < 0 || purgeRest > MAX_REST_SECONDS) {
            return Optional.of("--deleted-rest and --purge-rest are 0 to " + MAX_REST_SECONDS + " seconds");
        }
        for (String origin : corsOrigins) {
            if (!origin.equals("*") && !ORIGIN.matcher(origin).matches()) {
                return Optional.of("--cors-origin is * or an origin such as https://app.example.com, not " + origin);
            }
        }
        return wrongStore();
    }

    String s3Region() {
        return s3Region == null ? DEFAULT_REGION : s3Region;
    }

    S3Settings.Encryption s3Encryption() {
        if (s3Encryption == null) {
            return new S3Settings.Encryption.ByBucket();
        }
        return s3Encryption.startsWith(BY_KMS)
                ? new S3Settings.Encryption.ByKms(s3Encryption.substring(BY_KMS.length()))
                : new S3Settings.Encryption.ByS3();
    }

    private Optional<String> wrongStore() {
        if (s3Bucket == null) {
            return s3Endpoint != null || s3Region != null || !s3Prefix.isEmpty() || s3Encryption != null
                    ? Optional.of("--s3-region, --s3-endpoint, --s3-prefix and --s3-encryption need a --s3-bucket")
                    : Optional.empty();
        }
        if (s3Encryption != null && !ENCRYPTION.matcher(s3Encryption).matches()) {
            return Optional.of("--s3-encryption is AES256 or aws:kms:KEY, not " + s3Encryption);
        }
        if (!BUCKET.matcher(s3Bucket).matches()) {
            return Optional.of("--s3-bucket is a name, not " + s3Bucket);
        }
        if (!REGION.matcher(s3Region()).matches()) {
            return Optional.of("--s3-region is a name such as eu-central-1, not " + s3Region());
        }
        if (!PREFIX.matcher(s3Prefix).matches()) {
            return Optional.of("--s3-prefix is up to 80 of a-z 0-9 . _ = - with a slash at the end, not " + s3Prefix);
        }
        if (s3Endpoint != null && !ORIGIN.matcher(s3Endpoint.toString()).matches()) {
            return Optional.of("--s3-endpoint is an address such as http://127.0.0.1:9000, not " + s3Endpoint);
        }
        return Optional.empty();
    }
}
