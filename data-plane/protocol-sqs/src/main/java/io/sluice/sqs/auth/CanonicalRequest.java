package io.sluice.sqs.auth;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.sqs.wire.ByteText;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import io.sluice.sqs.wire.UrlText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The text that both sides hash: method, path, query, the signed headers, the payload's hash; one a line. */
final class CanonicalRequest {
    /** Signers list what they send; a listing longer than any request's headers is an attack. */
    private static final int MAX_SIGNED_HEADERS = 100;

    private static final String TARGET = "x-amz-target";

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private record Encoded(String name, String value) {}

    private CanonicalRequest() {}

    static void write(
            ByteText out, String method, String path, List<UrlText.Pair> query, Claim claim, HttpHeaders headers) {
        out.put(method).put('\n');
        path(out, path);
        out.put('\n');
        if (!query.isEmpty()) {
            query(out, query);
        }
        out.put('\n');
        headers(out, claim.signedHeaders(), headers);
        out.put('\n').put(claim.signedHeaders()).put('\n');
    }

    private static void path(ByteText out, String path) {
        String normal = isNormal(path) ? path : normalized(path);
        // Encoded once more than on the wire: what is an escape there is text here.
        encode(out, normal, true);
    }

    private static boolean isNormal(String path) {
        for (int i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
            if (i + 1 < path.length() && (path.charAt(i + 1) == '/' || path.charAt(i + 1) == '.')) {
                return false;
            }
        }
        return true;
    }

    /** Without empty and dot segments. */
    private static String normalized(String path) {
        Deque<String> segments = new ArrayDeque<>();
        int from = 0;
        while (from <= path.length()) {
            int slash = path.indexOf('/', from);
            int end = slash < 0 ? path.length() : slash;
            String segment = path.substring(from, end);
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
            from = end + 1;
        }
        String joined = "/" + String.join("/", segments);
        return path.endsWith("/") && !segments.isEmpty() ? joined + "/" : joined;
    }

    private static void query(ByteText out, List<UrlText.Pair> query) {
        List<Encoded> sorted = query.stream()
                .filter(pair -> !pair.name().equals("X-Amz-Signature"))
                .map(pair -> new Encoded(encoded(pair.name()), encoded(pair.value())))
                .sorted(Comparator.comparing(Encoded::name).thenComparing(Encoded::value))
                .toList();
        for (int i = 0; i < sorted.size(); i++) {
            if (i > 0) {
                out.put('&');
            }
            out.put(sorted.get(i).name()).put('=').put(sorted.get(i).value());
        }
    }

    private static void headers(ByteText out, String signed, HttpHeaders headers) {
        boolean host = false;
        boolean target = false;
        int count = 0;
        int from = 0;
        while (from <= signed.length()) {
            int semicolon = signed.indexOf(';', from);
            int end = semicolon < 0 ? signed.length() : semicolon;
            String name = signed.substring(from, end);
            host |= name.equals("host");
            target |= name.equals(TARGET);
            if (++count > MAX_SIGNED_HEADERS) {
                throw new SqsError(SqsCode.INCOMPLETE_SIGNATURE, "More than " + MAX_SIGNED_HEADERS + " SignedHeaders.")
                        .refusal();
            }
            out.put(name).put(':');
            values(out, name, headers);
            out.put('\n');
            from = end + 1;
        }
        if (!host) {
            throw new SqsError(SqsCode.SIGNATURE_DOES_NOT_MATCH, "'Host' must be a 'SignedHeader' of the signature.")
                    .refusal();
        }
        // It says what is asked for: unsigned, one request could be sent again as another.
        if (!target && headers.contains(TARGET)) {
            throw new SqsError(
                            SqsCode.INCOMPLETE_SIGNATURE, "'X-Amz-Target' must be a 'SignedHeader' of the signature.")
                    .refusal();
        }
    }

    private static void values(ByteText out, String name, HttpHeaders headers) {
        Iterator<String> values = headers.valueStringIterator(name);
        if (!values.hasNext()) {
            return;
        }
        String only = values.next();
        if (!values.hasNext()) {
            trimmed(out, only);
            return;
        }
        // The iterator goes backwards; this one costs a list, and hardly any header comes twice.
        String comma = "";
        for (String value : headers.getAll(name)) {
            out.put(comma);
            trimmed(out, value);
            comma = ",";
        }
    }

    /** Without spaces around it, and with single ones within. */
    private static void trimmed(ByteText out, String value) {
        int from = 0;
        int end = value.length();
        while (from < end && isSpace(value.charAt(from))) {
            from++;
        }
        while (end > from && isSpace(value.charAt(end - 1))) {
            end--;
        }
        boolean plain = true;
        for (int i = from + 1; i < end && plain; i++) {
            plain = !isSpace(value.charAt(i)) || !isSpace(value.charAt(i - 1));
        }
        if (plain) {
            out.put(from == 0 && end == value.length() ? value : value.substring(from, end));
            return;
        }
        for (int i = from; i < end; i++) {
            if (!isSpace(value.charAt(i)) || !isSpace(value.charAt(i - 1))) {
                out.put(value.charAt(i));
            }
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private static String encoded(String text) {
        if (isUnreserved(text, false)) {
            return text;
        }
        ByteText out = new ByteText();
        encode(out, text, false);
        return out.toString();
    }

    private static void encode(ByteText out, String text, boolean slash) {
        if (isUnreserved(text, slash)) {
            out.put(text);
            return;
        }
        // A path comes off the wire byte by byte; whatever has wider characters was decoded from UTF-8.
        boolean wide = !slash || text.chars().anyMatch(c -> c > 0xff);
        for (byte octet : text.getBytes(wide ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1)) {
            if (isUnreserved(octet) || (slash && octet == '/')) {
                out.put(octet);
            } else {
                out.put('%').put(HEX[octet >> 4 & 15]).put(HEX[octet & 15]);
            }
        }
    }

    private static boolean isUnreserved(String text, boolean slash) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isUnreserved(c) && !(slash && c == '/')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnreserved(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.'
                || c == '~';
    }
}
