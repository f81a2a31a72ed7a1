package io.sluice.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Just enough of HTTP/1.1 to find the end of an answer that has a Content-Length. */
final class HttpAnswers {
    private static final byte[] LENGTH = "\r\ncontent-length:".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private HttpAnswers() {}

    /** Whether the first {@code filled} bytes are one whole answer; if so, it is put into {@code answer}. */
    static boolean complete(byte[] in, int filled, Answer answer) throws IOException {
        int head = headEnd(in, filled);
        if (head < 0) {
            return false;
        }
        int end = head + contentLength(in, head);
        if (filled < end) {
            return false;
        }
        if (filled > end) {
            throw new IOException("more bytes than the answer's Content-Length says");
        }
        int status = (in[STATUS_AT] - '0') * 100 + (in[STATUS_AT + 1] - '0') * 10 + (in[STATUS_AT + 2] - '0');
        answer.set(in, status, head, end);
        return true;
    }

    /** Index behind the empty line, or -1. */
    private static int headEnd(byte[] in, int filled) {
        for (int i = 3; i < filled; i++) {
            if (in[i] == '\n' && in[i - 1] == '\r' && in[i - 2] == '\n' && in[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    private static int contentLength(byte[] in, int head) throws IOException {
        for (int i = STATUS_AT; i < head - LENGTH.length; i++) {
            if (in[i] == '\r' && isLength(in, i)) {
                int length = 0;
                for (int j = i + LENGTH.length; in[j] != '\r'; j++) {
                    if (in[j] != ' ') {
                        length = length * 10 + (in[j] - '0');
                    }
                }
                return length;
            }
        }
        throw new IOException("an answer without Content-Length:\n" + new String(in, 0, head, StandardCharsets.UTF_8));
    }

    private static boolean isLength(byte[] in, int at) {
        for (int j = 2; j < LENGTH.length; j++) {
            if ((in[at + j] | 0x20) != (LENGTH[j] | 0x20)) {
                return false;
            }
        }
        return true;
    }
}
