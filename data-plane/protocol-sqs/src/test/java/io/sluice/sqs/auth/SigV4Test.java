package io.sluice.sqs.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.sluice.api.Credentials.Credential;
import io.sluice.model.Caller;
import io.sluice.model.TenantId;
import io.sluice.sqs.wire.ByteText;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import io.sluice.sqs.wire.UrlText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpRequest;

final class SigV4Test {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Caller CALLER = new Caller(new TenantId(7), "me");
    /** Headers as a test may want them, not as a client may send them. */
    private static final HttpHeadersFactory RAW =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    private static final byte[] NOTHING = new byte[0];

    private Instant now = NOW;

    private final SigV4 signatures = new SigV4(
            key -> key.equals("AKIDEXAMPLE") ? Optional.of(new Credential(CALLER, "1", "s3cret/+")) : Optional.empty(),
            () -> now);
    /** The published test suite of the signature version: its requests, its signatures. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/|||5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
                "POST|/|||5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
                "GET|/|Param2=value2&Param1=value1||b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
                "GET|/\u1234|||8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
                "GET|/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz|||07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
                "GET|/|%E1%88%B4=bar||2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
                "GET|/|My-Header1:value2;My-Header1:value2;My-Header1:value1||c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
                "GET|/|My-Header1: value1;My-Header2: \"a   b   c\"||acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
                "POST|/|Content-Type:application/x-www-form-urlencoded|Param1=value1|ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
                "GET|//|||5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
                "GET|/./|||5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
                "GET|/example1/example2/../..|||5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            })
    void signsAsThePublishedVectors(
            String method, String path, @Nullable String more, @Nullable String body, String signature) {
        HttpHeaders headers = RAW.newHeaders();
        headers.add("Host", "example.amazonaws.com").add("X-Amz-Date", "20150830T123600Z");
        String query = "";
        if (more != null && more.contains(":")) {
            for (String header : more.split(";", -1)) {
                headers.add(header.substring(0, header.indexOf(':')), header.substring(header.indexOf(':') + 1));
            }
        } else if (more != null) {
            query = more;
        }
        String signed = String.join(
                ";",
                new TreeMap<>(headers.names().stream()
                                .collect(java.util.stream.Collectors.toMap(
                                        String::toLowerCase, name -> name, (a, b) -> a)))
                        .keySet());
        Claim claim =
                new Claim("AKIDEXAMPLE", "", "20150830", "us-east-1", "service", signed, "", "20150830T123600Z", 0, 0);
        ByteText text = new ByteText();
        CanonicalRequest.write(text, method, path, UrlText.pairs(query), claim, headers);
        byte[] payload = body == null ? NOTHING : body.getBytes(StandardCharsets.UTF_8);
        text.putHex(Hashes.sha256(payload, payload.length));
        ByteText toSign = new ByteText()
                .put("AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/service/aws4_request\n")
                .putHex(Hashes.sha256(text.bytes(), text.length()));
        byte[] computed = Hashes.hmac(
                SigningKeys.derive("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20150830", "us-east-1", "service"),
                toSign.bytes(),
                toSign.length());
        assertThat(new ByteText().putHex(computed).toString())
                .as(text.toString())
                .isEqualTo(signature);
    }

    @Property(tries = 300)
    void acceptsWhatTheSdkSigns(
            @ForAll("paths") String path,
            @ForAll("queries") Map<String, String> query,
            @ForAll("headerValues") String value,
            @ForAll byte[] body,
            @ForAll boolean presigned) {
        SdkHttpRequest signed = sign(
                path, query, Map.of("X-Amz-Extra", List.of(value)), body, NOW, presigned ? Duration.ofHours(1) : null);
        assertThat(verify(signed, body).caller()).isEqualTo(CALLER);
        byte[] other = java.util.Arrays.copyOf(body, body.length + 1);
        assertThat(refusal(signed, other)).isEqualTo(SqsCode.SIGNATURE_DOES_NOT_MATCH);
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of(
                "/", "/123456789012/queue_A-1", "/queue/us-east-1/123456789012/q", "/123456789012/a%20b~c");
    }

    @Provide
    Arbitrary<Map<String, String>> queries() {
        Arbitrary<String> text = Arbitraries.strings()
                .withChars("abcXYZ019-._~ !*'()/+&=%?#\u00e9\u1234")
                .ofMinLength(1)
                .ofMaxLength(12);
        return Arbitraries.maps(text, text).ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> headerValues() {
        return Arbitraries.strings().withChars("ab ,;=\"").ofMinLength(1).ofMaxLength(20);
    }

    private static SdkHttpRequest sign(
            String path,
            Map<String, String> query,
            Map<String, List<String>> headers,
            byte[] body,
            Instant at,
            @Nullable Duration expires) {
        StringBuilder uri = new StringBuilder("http://localhost:7400" + path);
        query.forEach((name, value) -> uri.append(uri.indexOf("?") < 0 ? '?' : '&')
                .append(encode(name))
                .append('=')
                .append(encode(value)));
        return Signer.sign("POST", URI.create(uri.toString()), headers, body, "AKIDEXAMPLE", "s3cret/+", at, expires);
    }

    private static String encode(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private SigV4.Grant verify(SdkHttpRequest signed, byte[] body) {
        URI uri = signed.getUri();
        HttpHeaders headers = RAW.newHeaders();
        signed.headers().forEach(headers::add);
        return signatures.verify(
                signed.method().name(),
                uri.getRawPath(),
                uri.getRawQuery() == null ? "" : uri.getRawQuery(),
                headers,
                body,
                body.length);
    }

    private SqsCode refusal(SdkHttpRequest signed, byte[] body) {
        SqsError.Refusal refusal = catchThrowableOfType(SqsError.Refusal.class, () -> verify(signed, body));
        return refusal.error().code();
    }

    private static SdkHttpRequest plain(Instant at) {
        return sign("/", Map.of(), Map.of(), NOTHING, at, null);
    }

    @Test
    void theClocksMayBeFifteenMinutesApart() {
        assertThat(verify(plain(NOW.minusSeconds(900)), NOTHING).region()).isEqualTo("eu-north-1");
        assertThat(verify(plain(NOW.plusSeconds(900)), NOTHING).region()).isEqualTo("eu-north-1");
        assertThat(refusal(plain(NOW.minusSeconds(901)), NOTHING)).isEqualTo(SqsCode.REQUEST_EXPIRED);
        assertThat(refusal(plain(NOW.plusSeconds(901)), NOTHING)).isEqualTo(SqsCode.REQUEST_EXPIRED);
    }

    @Test
    void presignedRequestIsGoodForAsLongAsItSays() {
        Duration hour = Duration.ofHours(1);
        SdkHttpRequest atItsEnd = sign("/", Map.of(), Map.of(), NOTHING, NOW.minus(hour), hour);
        SdkHttpRequest past =
                sign("/", Map.of(), Map.of(), NOTHING, NOW.minus(hour).minusSeconds(1), hour);
        assertThat(verify(atItsEnd, NOTHING).caller()).isEqualTo(CALLER);
        assertThat(refusal(past, NOTHING)).isEqualTo(SqsCode.REQUEST_EXPIRED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AKIDEXAMPLE|AKIDNOBODY|INVALID_CLIENT_TOKEN_ID",
                "/sqs/|/s3/|SIGNATURE_DOES_NOT_MATCH",
                "/eu-north-1/|/eu-north-2/|SIGNATURE_DOES_NOT_MATCH",
                "SignedHeaders=host;|SignedHeaders=|SIGNATURE_DOES_NOT_MATCH",
                "AWS4-HMAC-SHA256|AWS4-HMAC-SHA512|INCOMPLETE_SIGNATURE",
                "AWS4-HMAC-SHA256 |Basic |INCOMPLETE_SIGNATURE",
                "Credential=|Kredential=|INCOMPLETE_SIGNATURE",
                "/aws4_request|/aws4_request/more|INCOMPLETE_SIGNATURE",
                "/aws4_request|/aws5_request|SIGNATURE_DOES_NOT_MATCH",
                "20260301/|20260302/|SIGNATURE_DOES_NOT_MATCH",
            })
    void changedAuthorizationIsRefused(String from, String to, SqsCode code) {
        SdkHttpRequest signed = plain(NOW);
        String authorization = signed.firstMatchingHeader("Authorization").orElseThrow();
        assertThat(authorization).contains(from);
        assertThat(refusal(with(signed, "Authorization", authorization.replace(from, to)), NOTHING))
                .isEqualTo(code);
    }

    private static SdkHttpRequest with(SdkHttpRequest signed, String name, String... values) {
        Map<String, List<String>> headers = new HashMap<>(signed.headers());
        headers.put(name, List.of(values));
        return signed.toBuilder().headers(headers).build();
    }

    @Test
    void missingAndDoubledSignaturesAreRefused() {
        SdkHttpRequest signed = plain(NOW);
        String authorization = signed.firstMatchingHeader("Authorization").orElseThrow();
        assertThat(refusal(signed.toBuilder().removeHeader("Authorization").build(), NOTHING))
                .isEqualTo(SqsCode.MISSING_AUTHENTICATION_TOKEN);
        assertThat(refusal(with(signed, "Authorization", authorization, authorization), NOTHING))
                .isEqualTo(SqsCode.INCOMPLETE_SIGNATURE);
        assertThat(refusal(signed.toBuilder().removeHeader("X-Amz-Date").build(), NOTHING))
                .isEqualTo(SqsCode.INCOMPLETE_SIGNATURE);
        SdkHttpRequest presigned = sign("/", Map.of(), Map.of(), NOTHING, NOW, Duration.ofHours(1));
        assertThat(refusal(with(presigned, "Authorization", authorization), NOTHING))
                .isEqualTo(SqsCode.INCOMPLETE_SIGNATURE);
        assertThat(refusal(
                        presigned.toBuilder()
                                .appendRawQueryParameter("X-Amz-Date", "20260301T120000Z")
                                .build(),
                        NOTHING))
                .isEqualTo(SqsCode.INCOMPLETE_SIGNATURE);
    }

    @Test
    void aKeptKeyVerifiesTheSame() {
        assertThat(verify(plain(NOW), NOTHING).caller()).isEqualTo(CALLER);
        assertThat(verify(plain(NOW), NOTHING).caller()).isEqualTo(CALLER); // from the cached key
    }

    @Test
    void aKeptKeyIsOfOneDayAlone() {
        Instant beforeMidnight = Instant.parse("2026-03-01T23:59:59Z");
        now = beforeMidnight;
        assertThat(verify(plain(beforeMidnight), NOTHING).caller()).isEqualTo(CALLER);
        now = beforeMidnight.plusSeconds(1);
        assertThat(verify(plain(now), NOTHING).caller()).isEqualTo(CALLER);
        // Signed before midnight and under way since.
        assertThat(verify(plain(beforeMidnight), NOTHING).caller()).isEqualTo(CALLER);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTargetThatIsNotSignedIsRefused(boolean presigned) {
        Duration expires = presigned ? Duration.ofHours(1) : null;
        Map<String, List<String>> send = Map.of("X-Amz-Target", List.of("AmazonSQS.SendMessage"));
        SdkHttpRequest signed = sign("/", Map.of(), send, NOTHING, NOW, expires);
        assertThat(verify(signed, NOTHING).caller()).isEqualTo(CALLER);
        assertThat(refusal(with(signed, "X-Amz-Target", "AmazonSQS.PurgeQueue"), NOTHING))
                .isEqualTo(SqsCode.SIGNATURE_DOES_NOT_MATCH);
        SdkHttpRequest without = sign("/", Map.of(), Map.of(), NOTHING, NOW, expires);
        assertThat(refusal(with(without, "x-amz-target", "AmazonSQS.PurgeQueue"), NOTHING))
                .isEqualTo(SqsCode.INCOMPLETE_SIGNATURE);
    }

    @ParameterizedTest
    @CsvSource({
        "20260301T120000Z,1772366400",
        "20260230T120000Z,-9223372036854775808",
        "20260301T240000Z,-9223372036854775808",
        "20260301 120000Z,-9223372036854775808",
        "2026030١T120000Z,-9223372036854775808",
    })
    void timesAreOfOneForm(String text, long seconds) {
        assertThat(AmzTime.seconds(text)).isEqualTo(seconds);
    }
}
