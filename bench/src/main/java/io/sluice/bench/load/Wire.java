package io.sluice.bench.load;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Encodes SQS requests (JSON 1.0 or Query) for one server, signed if there are keys. Not thread-safe. */
public final class Wire {
    private static final String TYPE = "application/x-amz-json-1.0";
    private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";
    private static final String AGENT = "\r\nUser-Agent: Boto3/1.44.0 md/Botocore#1.44.0\r\n";
    private static final String ATTEMPT = "amz-sdk-invocation-id: 0cf9e0b4-8c1e-4f6f-9a52-7b6f6d3e2a10\r\n"
            + "amz-sdk-request: attempt=1\r\nContent-Length: ";

    private final int port;
    private final String host;
    private final @Nullable SigV4 signer;

    public Wire(int port, @Nullable Keys keys) {
        this.port = port;
        this.host = "127.0.0.1:" + port;
        this.signer = keys == null ? null : new SigV4(keys);
    }

    public int port() {
        return port;
    }

    /** A whole request, valid for 15 minutes; headers as boto3 sends them. */
    public byte[] request(String action, String json) {
        return request(action, json.getBytes(StandardCharsets.UTF_8));
    }

    /** The same of encoded JSON, which is copied. */
    public byte[] request(String action, byte[] body) {
        String target = "AmazonSQS." + action;
        String signature = signer == null ? "" : signer.headers(host, TYPE, target, body, Instant.now());
        String head = "POST / HTTP/1.1\r\nHost: " + host + "\r\nX-Amz-Target: " + target + "\r\nContent-Type: " + TYPE
                + "\r\nx-amzn-query-mode: true" + AGENT + signature + ATTEMPT + body.length + "\r\n\r\n";
        return join(head.getBytes(StandardCharsets.US_ASCII), body);
    }

    /** A whole request of the Query protocol, whose action is one of the form's parameters. */
    public byte[] form(String form) {
        byte[] body = form.getBytes(StandardCharsets.US_ASCII);
        String signature = signer == null ? "" : signer.headers(host, FORM, null, body, Instant.now());
        String head = "POST / HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: " + FORM + AGENT + signature + ATTEMPT
                + body.length + "\r\n\r\n";
        return join(head.getBytes(StandardCharsets.US_ASCII), body);
    }

    /** A POST with neither signature nor target. */
    public byte[] plain(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + path + " HTTP/1.1\r\nHost: " + host
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                + "\r\n\r\n";
        return join(head.getBytes(StandardCharsets.US_ASCII), body);
    }

    private static byte[] join(byte[] head, byte[] body) {
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
