package io.sluice.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sqs.auth.Signer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpRequest;

/** STS's GetCallerIdentity beside SQS: tools log in with it. */
final class StsTest {
    private static final String IDENTITY = "Action=GetCallerIdentity&Version=2011-06-15";
    private static final Map<String, List<String>> FORM =
            Map.of("Content-Type", List.of("application/x-www-form-urlencoded; charset=utf-8"));

    private static TestApp app;
    private static SqsClient client;

    @BeforeAll
    static void serve() {
        app = TestApp.start();
        client = new SqsClient(app, TestApp.KEY);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static SqsClient.Reply ask(
            String service, String form, Map<String, List<String>> headers, String secret, Instant now) {
        byte[] body = form.getBytes(StandardCharsets.UTF_8);
        URI root = URI.create("http://localhost:" + app.port + "/");
        SdkHttpRequest signed = Signer.sign(service, "POST", root, headers, body, TestApp.KEY, secret, now, null);
        return client.send(signed, body);
    }

    @Test
    void callerLearnsItsAccount() {
        SqsClient.Reply reply = ask("sts", IDENTITY, FORM, TestApp.SECRET, Instant.now());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("content-type")).isEqualTo("text/xml");
        assertThat(reply.body())
                .startsWith("<?xml version=\"1.0\"?><GetCallerIdentityResponse"
                        + " xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>")
                .contains("<Arn>arn:aws:iam::" + TestApp.TENANT + ":user/me</Arn>")
                .contains("<UserId>me</UserId>")
                .contains("<Account>" + TestApp.TENANT + "</Account>")
                .contains("<RequestId>" + reply.header("x-amzn-requestid") + "</RequestId>");
    }

    @Test
    void signatureForOneServiceIsNoneForTheOther() {
        assertThat(ask("sts", "Action=ListQueues", FORM, TestApp.SECRET, Instant.now())
                        .code())
                .isEqualTo("InvalidAction");
        assertThat(ask("sqs", IDENTITY, FORM, TestApp.SECRET, Instant.now()).code())
                .isEqualTo("InvalidAction");
        assertThat(ask("s3", IDENTITY, FORM, TestApp.SECRET, Instant.now()).code())
                .isEqualTo("SignatureDoesNotMatch");
        Map<String, List<String>> json = Map.of(
                "Content-Type", List.of("application/x-amz-json-1.0"), "X-Amz-Target", List.of("AmazonSQS.ListQueues"));
        assertThat(ask("sts", "{}", json, TestApp.SECRET, Instant.now()).code()).isEqualTo("InvalidAction");
    }

    @Test
    void identityIsToldToNobodyElse() {
        assertThat(ask("sts", IDENTITY, FORM, "wrong", Instant.now()).code()).isEqualTo("SignatureDoesNotMatch");
        assertThat(ask("sts", IDENTITY, FORM, TestApp.SECRET, Instant.now().minus(Duration.ofMinutes(16)))
                        .code())
                .isEqualTo("RequestExpired");
        assertThat(ask("sts", IDENTITY, FORM, TestApp.SECRET, Instant.now().plus(Duration.ofMinutes(16)))
                        .code())
                .isEqualTo("RequestExpired");
    }
}
