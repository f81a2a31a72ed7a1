package io.sluice.objects;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** The words of a request for {@link S3Settings.Encryption}. */
record S3Encryption(
        @Nullable ServerSideEncryption kind, @Nullable String key) {
    static S3Encryption of(S3Settings settings) {
        return switch (settings.encryption()) {
            case S3Settings.Encryption.ByBucket() -> new S3Encryption(null, null);
            case S3Settings.Encryption.ByS3() -> new S3Encryption(ServerSideEncryption.AES256, null);
            case S3Settings.Encryption.ByKms(String key) -> new S3Encryption(ServerSideEncryption.AWS_KMS, key);
        };
    }

    void put(PutObjectRequest.Builder request) {
        request.serverSideEncryption(kind).ssekmsKeyId(key);
    }

    void put(CreateMultipartUploadRequest.Builder request) {
        request.serverSideEncryption(kind).ssekmsKeyId(key);
    }
}
