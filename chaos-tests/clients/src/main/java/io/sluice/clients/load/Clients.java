package io.sluice.clients.load;

import io.sluice.harness.server.Account;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Java SDK clients that try once: each attempt is one event of the history. */
final class Clients {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Clients() {}

    static SqsClient once(Account account) {
        return SqsClient.builder()
                .endpointOverride(account.endpoint())
                .region(Region.of(account.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(account.accessKeyId(), account.secretAccessKey())))
                .httpClientBuilder(
                        Apache5HttpClient.builder().socketTimeout(PATIENCE).connectionTimeout(Duration.ofSeconds(2)))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }
}
