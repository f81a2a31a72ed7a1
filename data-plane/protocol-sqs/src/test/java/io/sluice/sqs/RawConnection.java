package io.sluice.sqs;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection to a test server, byte by byte; waits 10 s for an answer at the most. */
final class RawConnection implements AutoCloseable {
    private static final int PATIENCE_MS = 10_000;
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");

    private final Socket socket;
    private final DataInputStream in;

    RawConnection(TestApp app) throws IOException {
        socket = new Socket("localhost", app.port);
        socket.setSoTimeout(PATIENCE_MS);
        in = new DataInputStream(socket.getInputStream());
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Head and body of the next answer. */
    String answer() throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) in.readUnsignedByte());
        }
        Matcher length = LENGTH.matcher(head);
        byte[] body = new byte[length.find() ? Integer.parseInt(length.group(1)) : 0];
        in.readFully(body);
        return head + new String(body, StandardCharsets.UTF_8);
    }

    /** All that comes until the server closes the connection; empty too when it resets it. */
    String rest() throws IOException {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.net.SocketException reset) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
