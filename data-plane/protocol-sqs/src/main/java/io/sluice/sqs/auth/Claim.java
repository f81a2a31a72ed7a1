package io.sluice.sqs.auth;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import io.sluice.sqs.wire.UrlText;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about who signed it, before anything of it is proven.
 *
 * @param scope {@code date/region/service/aws4_request}, as signed
 * @param signedHeaders lower-case names, separated by semicolons
 * @param signature lower-case hexadecimal
 * @param timestamp {@code yyyyMMdd'T'HHmmss'Z'}, as signed
 * @param signedAt seconds since the epoch
 * @param validSeconds how long a presigned request is good for; 0: signed by header
 */
record Claim(
        String accessKeyId,
        String scope,
        String date,
        String region,
        String service,
        String signedHeaders,
        String signature,
        String timestamp,
        long signedAt,
        int validSeconds) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";

    /** A week, as the service has it. */
    private static final int MAX_VALID_SECONDS = 604_800;

    static final String SQS = "sqs";
    static final String STS = "sts";
    static final String TERMINATOR = "aws4_request";
    private static final int MAX_REGION_CHARS = 64;
    private static final int SIGNATURE_CHARS = 64;

    boolean presigned() {
        return validSeconds != 0;
    }

    /** Whether the query string, rather than a header, carries the signature. */
    static boolean isPresigned(String query) {
        return query.contains("X-Amz-Algorithm=") || query.contains("X-Amz-Signature=");
    }

    static Claim ofHeader(HttpHeaders headers) {
        Iterator<String> values = headers.valueStringIterator("authorization");
        if (!values.hasNext()) {
            throw new SqsError(SqsCode.MISSING_AUTHENTICATION_TOKEN, "Request is missing Authentication Token")
                    .refusal();
        }
        String header = values.next();
        if (values.hasNext()) {
            throw incomplete("The request has more than one Authorization header.");
        }
        if (!header.startsWith(ALGORITHM) || header.length() == ALGORITHM.length() || header.charAt(16) != ' ') {
            throw incomplete("The Authorization header must begin with '" + ALGORITHM + "'.");
        }
        String timestamp = headers.get("x-amz-date");
        if (timestamp == null) {
            String date = headers.get("date");
            if (date == null) {
                throw incomplete("The request must have an 'X-Amz-Date' or a 'Date' header.");
            }
            timestamp = AmzTime.ofHttpDate(date);
        }
        return of(
                part(header, "Credential="), part(header, "SignedHeaders="), part(header, "Signature="), timestamp, 0);
    }

    static Claim ofQuery(List<UrlText.Pair> query) {
        if (!ALGORITHM.equals(value(query, "X-Amz-Algorithm"))) {
            throw incomplete("X-Amz-Algorithm must be '" + ALGORITHM + "'.");
        }
        int seconds = seconds(value(query, "X-Amz-Expires"));
        return of(
                value(query, "X-Amz-Credential"),
                value(query, "X-Amz-SignedHeaders"),
                value(query, "X-Amz-Signature"),
                value(query, "X-Amz-Date"),
                seconds);
    }

    private static Claim of(
            @Nullable String credential,
            @Nullable String signedHeaders,
            @Nullable String signature,
            @Nullable String timestamp,
            int validSeconds) {
        if (credential == null || signedHeaders == null || signature == null || timestamp == null) {
            throw incomplete("The signature needs 'Credential', 'SignedHeaders', 'Signature' and a date.");
        }
        int key = credential.indexOf('/');
        int date = credential.indexOf('/', key + 1);
        int region = credential.indexOf('/', date + 1);
        int service = credential.indexOf('/', region + 1);
        if (key <= 0 || date < 0 || region <= date + 1 || service < 0 || credential.indexOf('/', service + 1) >= 0) {
            throw incomplete("Credential must be KEY/DATE/REGION/" + SQS + "/" + TERMINATOR + ".");
        }
        if (region - date - 1 > MAX_REGION_CHARS) {
            throw incomplete("The region in Credential is longer than " + MAX_REGION_CHARS + " characters.");
        }
        boolean sqs = isNamed(credential, region + 1, service, SQS);
        if ((!sqs && !isNamed(credential, region + 1, service, STS)) || !credential.endsWith("/" + TERMINATOR)) {
            throw new SqsError(
                            SqsCode.SIGNATURE_DOES_NOT_MATCH,
                            "Credential should be scoped to service '" + SQS + "' and end in '" + TERMINATOR + "'.")
                    .refusal();
        }
        long signedAt = AmzTime.seconds(timestamp);
        if (signedAt == AmzTime.NONE) {
            throw incomplete("The date must have the form yyyyMMdd'T'HHmmss'Z'.");
        }
        if (date - key - 1 != 8 || !timestamp.regionMatches(0, credential, key + 1, 8)) {
            throw new SqsError(
                            SqsCode.SIGNATURE_DOES_NOT_MATCH, "The date in Credential is not the date of the request.")
                    .refusal();
        }
        if (signature.length() != SIGNATURE_CHARS) {
            throw new SqsError(SqsCode.SIGNATURE_DOES_NOT_MATCH, SigV4.MISMATCH).refusal();
        }
        return new Claim(
                credential.substring(0, key),
                credential.substring(key + 1),
                credential.substring(key + 1, date),
                credential.substring(date + 1, region),
                sqs ? SQS : STS,
                signedHeaders,
                signature,
                timestamp,
                signedAt,
                validSeconds);
    }

    private static boolean isNamed(String credential, int from, int end, String service) {
        return end - from == service.length() && credential.startsWith(service, from);
    }

    private static int seconds(@Nullable String expires) {
        try {
            int seconds = expires == null ? 0 : Integer.parseInt(expires);
            if (seconds >= 1 && seconds <= MAX_VALID_SECONDS) {
                return seconds;
            }
        } catch (NumberFormatException fallsThrough) {
            // Answered like a number out of range.
        }
        throw incomplete("X-Amz-Expires must be between 1 and " + MAX_VALID_SECONDS + " seconds.");
    }

    /** A part of the header: up to the next comma or space. */
    private static @Nullable String part(String header, String name) {
        int at = header.indexOf(name, ALGORITHM.length());
        // "Signature=" must not be found within another word.
        if (at < 0 || (header.charAt(at - 1) != ' ' && header.charAt(at - 1) != ',')) {
            return null;
        }
        int from = at + name.length();
        int comma = header.indexOf(',', from);
        int end = comma < 0 ? header.length() : comma;
        int space = header.indexOf(' ', from, end);
        return header.substring(from, space < 0 ? end : space);
    }

    private static @Nullable String value(List<UrlText.Pair> query, String name) {
        String found = null;
        for (UrlText.Pair pair : query) {
            if (pair.name().equals(name)) {
                if (found != null) {
                    throw incomplete("The request has more than one " + name + ".");
                }
                found = pair.value();
            }
        }
        return found;
    }

    private static SqsError.Refusal incomplete(String message) {
        return new SqsError(SqsCode.INCOMPLETE_SIGNATURE, message).refusal();
    }
}
