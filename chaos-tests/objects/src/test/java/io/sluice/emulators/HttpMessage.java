package io.sluice.emulators;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A request or an answer of HTTP/1.1.
 *
 * @param head its lines, without the empty one
 */
record HttpMessage(List<String> head, byte[] body) {
    static final int MAX_HEAD_BYTES = 64 << 10;
    static final int MAX_BODY_BYTES = 20 << 20;

    /** The lines before the body. */
    static List<String> readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last = 0;
        while (last != 0x0d0a0d0a) {
            int next = in.read();
            if (next < 0 || head.size() >= MAX_HEAD_BYTES) {
                throw new EOFException("after " + head.size() + " bytes of a head");
            }
            head.write(next);
            last = last << 8 | next;
        }
        return head.toString(ISO_8859_1).lines().filter(line -> !line.isEmpty()).toList();
    }

    static HttpMessage read(List<String> head, InputStream in) throws IOException {
        int length = Integer.parseInt(header(head, "content-length", "0"));
        if (length > MAX_BODY_BYTES || !header(head, "transfer-encoding", "").isEmpty()) {
            throw new IOException("a body of " + length + " bytes, or one in chunks");
        }
        return new HttpMessage(head, in.readNBytes(length));
    }

    /** An answer that goes on until the connection ends. */
    static HttpMessage readToEnd(InputStream in) throws IOException {
        List<String> head = readHead(in);
        byte[] body = in.readNBytes(MAX_BODY_BYTES);
        return new HttpMessage(head, body);
    }

    static String header(List<String> head, String name, String otherwise) {
        return head.stream()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }

    HttpMessage without(String name) {
        return new HttpMessage(
                head.stream()
                        .filter(line -> !line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                        .toList(),
                body);
    }

    HttpMessage with(String line) {
        List<String> more = new ArrayList<>(head);
        more.add(line);
        return new HttpMessage(more, body);
    }

    /** Half of the body. */
    HttpMessage shortened() {
        byte[] half = Arrays.copyOf(body, body.length / 2);
        return new HttpMessage(without("content-length").head(), half).with("Content-Length: " + half.length);
    }

    /** With a bit of the body flipped. */
    HttpMessage damaged() {
        byte[] other = body.clone();
        if (other.length > 0) {
            other[other.length / 2] ^= 1;
        }
        return new HttpMessage(head, other);
    }

    String method() {
        return head.getFirst().split(" ", -1)[0];
    }

    String target() {
        return head.getFirst().split(" ", -1)[1];
    }

    int status() {
        return Integer.parseInt(head.getFirst().split(" ", -1)[1]);
    }

    byte[] bytes() {
        byte[] lines = (String.join("\r\n", head) + "\r\n\r\n").getBytes(ISO_8859_1);
        byte[] all = Arrays.copyOf(lines, lines.length + body.length);
        System.arraycopy(body, 0, all, lines.length, body.length);
        return all;
    }
}
