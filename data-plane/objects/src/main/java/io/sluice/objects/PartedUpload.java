package io.sluice.objects;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;

/**
 * One creation in parts, one part at a time, so that one part is in memory. The name is taken by the completion and only if
 * it is free; whatever else happens, the parts are given up again.
 */
final class PartedUpload {
    private final S3AsyncClient client;
    private final Calls calls;
    private final S3Settings settings;
    private final String key;
    private final Map<String, String> metadata;
    private final Pieces pieces;
    private final List<CompletedPart> sent = new ArrayList<>();

    PartedUpload(
            S3AsyncClient client,
            Calls calls,
            S3Settings settings,
            String key,
            Map<String, String> metadata,
            Content content) {
        this.client = client;
        this.calls = calls;
        this.settings = settings;
        this.key = key;
        this.metadata = metadata;
        this.pieces = new Pieces(content);
    }

    CompletableFuture<Creation> run() {
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(settings.bucket())
                .key(key)
                .metadata(metadata)
                .checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
        S3Encryption.of(settings).put(request);
        return calls.call(
                        "upload of " + key,
                        () -> client.createMultipartUpload(request.build())
                                .thenCompose(answer -> S3Errors.whole(answer, answer.uploadId())))
                .thenCompose(begun -> send(begun.uploadId()));
    }

    private CompletableFuture<Creation> send(String upload) {
        return parts(upload)
                .thenCompose(all -> complete(upload))
                .thenCompose(creation -> switch (creation) {
                    case Creation.Created() -> CompletableFuture.completedFuture(creation);
                    case Creation.Exists() -> giveUp(upload).thenApply(over -> creation);
                })
                .exceptionallyCompose(
                        failure -> giveUp(upload).thenCompose(over -> CompletableFuture.failedFuture(failure)));
    }

    /** What cannot be given up now is left to {@link S3Store#abortUploads}. */
    private CompletableFuture<Boolean> giveUp(String upload) {
        return abort(client, calls, settings, key, upload).handle((over, failure) -> failure == null);
    }

    private CompletableFuture<Void> parts(String upload) {
        ByteBuffer part;
        try {
            part = pieces.next(S3Store.PART_BYTES);
        } catch (ContentDamaged e) {
            return CompletableFuture.failedFuture(e);
        }
        int number = sent.size() + 1;
        String checksum = checksum(part);
        return calls.call(
                        "part " + number + " of " + key,
                        () -> client.uploadPart(
                                        r -> r.bucket(settings.bucket())
                                                .key(key)
                                                .uploadId(upload)
                                                .partNumber(number)
                                                .checksumCRC32C(checksum),
                                        AsyncRequestBody.fromByteBuffer(part))
                                .thenCompose(answer -> S3Errors.whole(answer, answer.eTag())))
                .thenCompose(answer -> {
                    sent.add(CompletedPart.builder()
                            .partNumber(number)
                            .eTag(answer.eTag())
                            .checksumCRC32C(checksum)
                            .build());
                    return pieces.hasNext() ? parts(upload) : CompletableFuture.completedFuture(null);
                });
    }

    private CompletableFuture<Creation> complete(String upload) {
        return calls.call(
                "completion of " + key,
                () -> S3Errors.existsIfTaken(client.completeMultipartUpload(r -> r.bucket(settings.bucket())
                                .key(key)
                                .uploadId(upload)
                                .ifNoneMatch("*")
                                .multipartUpload(all -> all.parts(sent)))
                        .thenCompose(answer -> S3Errors.whole(answer, answer.eTag()))
                        .<Creation>thenApply(done -> new Creation.Created())));
    }

    /** Without effect where there is no such upload. */
    static CompletableFuture<Void> abort(
            S3AsyncClient client, Calls calls, S3Settings settings, String key, String upload) {
        return calls.call(
                "end of the upload of " + key,
                () -> client.abortMultipartUpload(
                                r -> r.bucket(settings.bucket()).key(key).uploadId(upload))
                        .<Void>thenApply(done -> null)
                        .exceptionallyCompose(e -> S3Errors.isUploadGone(e)
                                ? CompletableFuture.completedFuture(null)
                                : CompletableFuture.failedFuture(e)));
    }

    private static String checksum(ByteBuffer part) {
        CRC32C crc = new CRC32C();
        crc.update(part.duplicate());
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) crc.getValue())
                        .array());
    }
}
