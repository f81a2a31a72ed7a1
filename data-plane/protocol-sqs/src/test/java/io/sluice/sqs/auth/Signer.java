package io.sluice.sqs.auth;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Signs as the AWS SDK for Java does: an implementation that is not ours. */
public final class Signer {
    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

    private Signer() {}

    /**
     * Signs for eu-north-1.
     *
     * @param expires null: by header; else presigned for so long
     */
    public static SdkHttpRequest sign(
            String method,
            URI uri,
            Map<String, List<String>> headers,
            byte[] body,
            String key,
            String secret,
            Instant now,
            @Nullable Duration expires) {
        return sign("sqs", method, uri, headers, body, key, secret, now, expires);
    }

    /** By header, now, for a region of its own choice. */
    public static SdkHttpRequest signFor(
            String region,
            String method,
            URI uri,
            Map<String, List<String>> headers,
            byte[] body,
            String key,
            String secret) {
        return sign("sqs", region, method, uri, headers, body, key, secret, Instant.now(), null);
    }

    /** The same for a service of its own choice. */
    public static SdkHttpRequest sign(
            String service,
            String method,
            URI uri,
            Map<String, List<String>> headers,
            byte[] body,
            String key,
            String secret,
            Instant now,
            @Nullable Duration expires) {
        return sign(service, "eu-north-1", method, uri, headers, body, key, secret, now, expires);
    }

    private static SdkHttpRequest sign(
            String service,
            String region,
            String method,
            URI uri,
            Map<String, List<String>> headers,
            byte[] body,
            String key,
            String secret,
            Instant now,
            @Nullable Duration expires) {
        SdkHttpFullRequest.Builder request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.fromValue(method))
                .uri(uri);
        headers.forEach(request::putHeader);
        return SIGNER.sign(signing -> {
                    signing.identity(AwsCredentialsIdentity.create(key, secret))
                            .request(request.build())
                            .payload(payload(body))
                            .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                            .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                            .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC));
                    if (expires != null) {
                        signing.putProperty(
                                        AwsV4FamilyHttpSigner.AUTH_LOCATION,
                                        AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                                .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, expires);
                    }
                })
                .request();
    }

    private static ContentStreamProvider payload(byte[] body) {
        return () -> new ByteArrayInputStream(body);
    }
}
