package io.sluice.clients;

import io.sluice.harness.server.Account;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsBaseClientBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Java SDK clients with nothing set but where, who and how. */
public final class JavaSdk {
    private JavaSdk() {}

    public static SqsClient sync(Account account) {
        return set(SqsClient.builder(), account)
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    public static SqsAsyncClient async(Account account) {
        return set(SqsAsyncClient.builder(), account)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
    }

    private static <B extends SqsBaseClientBuilder<B, C>, C> B set(B builder, Account account) {
        return builder.endpointOverride(account.endpoint())
                .region(Region.of(account.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(account.accessKeyId(), account.secretAccessKey())));
    }
}
