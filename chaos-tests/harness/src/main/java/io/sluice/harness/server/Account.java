package io.sluice.harness.server;

import java.net.URI;
import java.util.Map;

/** What a sign-up answers: all that a client needs. */
public record Account(String tenant, String accessKeyId, String secretAccessKey, URI endpoint, String region) {
    /** What AWS tools read from their environment, and nothing of the machine's own set-up. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL_SQS",
                endpoint.toString(),
                "AWS_ACCESS_KEY_ID",
                accessKeyId,
                "AWS_SECRET_ACCESS_KEY",
                secretAccessKey,
                "AWS_REGION",
                region,
                "AWS_DEFAULT_REGION",
                region,
                "AWS_ACCOUNT_ID",
                tenant,
                "SLUICE_ENDPOINT",
                endpoint.toString(),
                "AWS_CONFIG_FILE",
                "/dev/null",
                "AWS_SHARED_CREDENTIALS_FILE",
                "/dev/null",
                "AWS_EC2_METADATA_DISABLED",
                "true");
    }

    /** The same account with a key that the server did not give. */
    public Account withSecret(String secret) {
        return new Account(tenant, accessKeyId, secret, endpoint, region);
    }

    @Override
    public String toString() {
        return "Account[" + tenant + " at " + endpoint + "]";
    }
}
