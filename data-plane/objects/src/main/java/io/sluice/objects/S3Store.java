package io.sluice.objects;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Objects in S3, or in what speaks like it and has conditional writes. Up to 16 MiB go in one piece, more in parts of 8 MiB;
 * either way S3 checks what arrives, and the name is taken in one step.
 *
 * <p>At most 32 calls and 8 uploads are under way; further ones fail with {@link ObjectStoreUnavailable}. So a store holds at
 * most 128 MiB of uploads and 256 MiB of reads.
 */
public final class S3Store implements ObjectStore {
    static final int MAX_PIECE_BYTES = 16 << 20;
    static final int PART_BYTES = 8 << 20;

    private static final String HASH = "sluice-sha256";
    private static final int MAX_EMPTY_PAGES = 10;

    private final S3AsyncClient client;
    private final S3Settings settings;
    private final Calls calls;

    S3Store(S3AsyncClient client, S3Settings settings, Calls calls) {
        this.client = client;
        this.settings = settings;
        this.calls = calls;
    }

    /** With the credentials that the environment, a profile or a role gives. Connects when it is first used. */
    public static S3Store open(S3Settings settings, Executor work, ScheduledExecutorService timer) {
        return open(settings, DefaultCredentialsProvider.builder().build(), work, timer);
    }

    /**
     * Connects when it is first used.
     *
     * @param credentials usually {@code DefaultCredentialsProvider}: environment, profile, role
     * @param work runs what may block, and what waits for the store's futures
     * @param timer ends the pauses between attempts
     */
    public static S3Store open(
            S3Settings settings, AwsCredentialsProvider credentials, Executor work, ScheduledExecutorService timer) {
        S3Errors errors = new S3Errors(settings);
        return new S3Store(S3Client.of(settings, credentials, work), settings, new Calls(errors::typed, work, timer));
    }

    /** Requests that S3 charges for storing an object: one, or one a part and two around them. */
    public static long requestsToCreate(long bytes) {
        return bytes <= MAX_PIECE_BYTES ? 1 : 2 + Math.ceilDiv(bytes, PART_BYTES);
    }

    @Override
    public CompletableFuture<Creation> create(String name, Content content) {
        Names.checkName(name);
        return calls.upload(
                name,
                () -> content.length() <= MAX_PIECE_BYTES ? createAtOnce(name, content) : createInParts(name, content));
    }

    private CompletableFuture<Creation> createAtOnce(String name, Content content) {
        ByteBuffer bytes;
        try {
            bytes = new Pieces(content).next(MAX_PIECE_BYTES);
        } catch (ContentDamaged e) {
            return CompletableFuture.failedFuture(e);
        }
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(settings.bucket())
                .key(settings.key(name))
                .ifNoneMatch("*")
                .metadata(Map.of(HASH, content.sha256().hex()))
                .checksumSHA256(content.sha256().base64());
        S3Encryption.of(settings).put(request);
        return calls.call(
                "creation of " + name,
                () -> S3Errors.existsIfTaken(client.putObject(request.build(), AsyncRequestBody.fromByteBuffer(bytes))
                        .<Creation>thenApply(done -> new Creation.Created())));
    }

    CompletableFuture<Creation> createInParts(String name, Content content) {
        return new PartedUpload(
                        client,
                        calls,
                        settings,
                        settings.key(name),
                        Map.of(HASH, content.sha256().hex()),
                        content)
                .run();
    }

    @Override
    public CompletableFuture<Optional<StoredObject>> head(String name) {
        Names.checkName(name);
        return range(name, 0, 1)
                .thenApply(first -> Optional.of(stored(first)))
                .exceptionallyCompose(e -> S3Errors.isEmptyObject(e)
                        ? CompletableFuture.completedFuture(Optional.of(new StoredObject(0, null)))
                        : CompletableFuture.failedFuture(e))
                .exceptionallyCompose(e -> Failures.cause(e) instanceof ObjectMissing
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : CompletableFuture.failedFuture(e));
    }

    private static StoredObject stored(RangeAnswer.Range first) {
        String hash = first.metadata().getOrDefault(HASH, "");
        return new StoredObject(first.size(), Sha256.isHex(hash) ? new Sha256(hash) : null);
    }

    @Override
    public CompletableFuture<ByteBuffer> read(String name, long position, int length) {
        Names.checkRead(name, position, length);
        return range(name, position, length).thenApply(RangeAnswer.Range::bytes);
    }

    /**
     * Also for the head: where a connection ends within the lines before a body, the SDK takes those that came for all, so
     * that only an answer whose body came is known to be whole.
     */
    private CompletableFuture<RangeAnswer.Range> range(String name, long position, int length) {
        String range = "bytes=" + position + "-" + (position + length - 1);
        return calls.call(
                "object " + name + " with " + range,
                () -> client.getObject(
                        r -> r.bucket(settings.bucket()).key(settings.key(name)).range(range),
                        new RangeAnswer(name, position, length)));
    }

    @Override
    public CompletableFuture<Page> list(String prefix, String startAfter, int max) {
        Names.checkList(prefix, startAfter, max);
        return list(prefix, startAfter, max, null, MAX_EMPTY_PAGES);
    }

    /** An S3 may give an empty page and say that there is more. */
    private CompletableFuture<Page> list(
            String prefix, String startAfter, int max, @Nullable String continuation, int pages) {
        return calls.call(
                        "list of " + prefix,
                        () -> client.listObjectsV2(r -> r.bucket(settings.bucket())
                                        .prefix(settings.key(prefix))
                                        .startAfter(startAfter.isEmpty() ? null : settings.key(startAfter))
                                        .continuationToken(continuation)
                                        .maxKeys(max))
                                .thenCompose(answer -> S3Errors.whole(answer, answer.isTruncated())))
                .thenCompose(answer -> {
                    if (!answer.contents().isEmpty() || !answer.isTruncated()) {
                        return CompletableFuture.completedFuture(page(answer));
                    }
                    return pages > 1
                            ? list(prefix, startAfter, max, answer.nextContinuationToken(), pages - 1)
                            : CompletableFuture.failedFuture(new ObjectStoreUnavailable(
                                    "S3 gave " + MAX_EMPTY_PAGES + " empty pages for a list of " + prefix));
                });
    }

    private Page page(ListObjectsV2Response answer) {
        List<Page.Item> items = answer.contents().stream()
                .map(o -> new Page.Item(o.key().substring(settings.prefix().length()), o.size(), o.lastModified()))
                .toList();
        return new Page(items, answer.isTruncated());
    }

    @Override
    public CompletableFuture<Void> delete(String name) {
        Names.checkName(name);
        return calls.call(
                        "deletion of " + name,
                        () -> client.deleteObject(
                                r -> r.bucket(settings.bucket()).key(settings.key(name))))
                .<Void>thenApply(gone -> null)
                .exceptionallyCompose(e -> Failures.cause(e) instanceof ObjectMissing
                        ? CompletableFuture.completedFuture(null) // S3 never says so, others do
                        : CompletableFuture.failedFuture(e));
    }

    @Override
    public CompletableFuture<Integer> abortUploads(String prefix, Instant begunBefore) {
        Names.checkPrefix(prefix);
        return calls.call(
                        "list of uploads",
                        () -> client.listMultipartUploads(r -> r.bucket(settings.bucket())
                                        .prefix(settings.key(prefix))
                                        .maxUploads(MAX_PAGE))
                                .thenCompose(answer -> S3Errors.whole(answer, answer.isTruncated())))
                .thenCompose(answer -> abort(answer.uploads().stream()
                        .filter(upload -> upload.initiated().isBefore(begunBefore))
                        .toList()));
    }

    /** One after the other: nobody waits for it. */
    private CompletableFuture<Integer> abort(List<MultipartUpload> uploads) {
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        for (MultipartUpload upload : uploads) {
            done = done.thenCompose(
                    before -> PartedUpload.abort(client, calls, settings, upload.key(), upload.uploadId()));
        }
        return done.thenApply(all -> uploads.size());
    }

    /** Also tries whether an upload in parts would overwrite. */
    @Override
    public CompletableFuture<Void> check(String probe) {
        Content content = Content.of(ByteBuffer.wrap(new byte[1]));
        return ObjectStore.super
                .check(probe)
                .thenCompose(fine -> create(probe, content))
                .thenCompose(first -> createInParts(probe, content))
                .thenCompose(second -> delete(probe).thenCompose(gone -> Probe.requireTaken(second)));
    }

    @Override
    public void close() {
        client.close();
    }
}
