package io.sluice.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;

/** One blocking call on a connection of its own, for what is not measured. */
public final class Once {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration READ = Duration.ofSeconds(30);

    private Once() {}

    public static Answer call(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) CONNECT.toMillis());
            socket.setSoTimeout((int) READ.toMillis());
            socket.getOutputStream().write(request);
            byte[] in = new byte[1 << 16];
            int filled = 0;
            Answer answer = new Answer();
            while (!HttpAnswers.complete(in, filled, answer)) {
                if (filled == in.length) {
                    in = Arrays.copyOf(in, in.length * 2);
                }
                int n = socket.getInputStream().read(in, filled, in.length - filled);
                if (n < 0) {
                    throw new IOException("the server closed the connection before it answered");
                }
                filled += n;
            }
            return answer;
        }
    }
}
