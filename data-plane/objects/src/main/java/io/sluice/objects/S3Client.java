package io.sluice.objects;

import java.util.concurrent.Executor;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** The SDK's client as it is used here: no retries of its own, a deadline for each call. */
final class S3Client {
    private S3Client() {}

    static S3AsyncClient of(S3Settings settings, AwsCredentialsProvider credentials, Executor work) {
        var http = NettyNioAsyncHttpClient.builder()
                .maxConcurrency(Calls.MAX_UNDER_WAY)
                .connectionTimeout(settings.deadline())
                .connectionAcquisitionTimeout(settings.deadline())
                .readTimeout(settings.deadline())
                .writeTimeout(settings.deadline());
        var builder = S3AsyncClient.builder()
                .httpClientBuilder(http)
                .credentialsProvider(credentials)
                .region(Region.of(settings.region()))
                .forcePathStyle(settings.pathStyle())
                // Those that matter are given with the requests.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .overrideConfiguration(
                        c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()).apiCallTimeout(settings.deadline()))
                .asyncConfiguration(
                        c -> c.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, work));
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }
}
