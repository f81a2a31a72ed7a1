package io.sluice.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One keep-alive connection with at most one request under way. */
public final class Connection {
    private static final int FIRST_BUFFER_BYTES = 512;
    private static final int MAX_ANSWER_BYTES = 4 << 20;

    private final SocketChannel channel;
    private final SelectionKey key;
    private byte[] in = new byte[FIRST_BUFFER_BYTES];
    private int filled;
    private @Nullable ByteBuffer out;
    private @Nullable Shot underWay;
    final Group group;

    Connection(InetSocketAddress server, Selector selector, Group group) throws IOException {
        this.group = group;
        channel = SocketChannel.open();
        channel.connect(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    void start(Shot shot) throws IOException {
        underWay = shot;
        flush(ByteBuffer.wrap(shot.request()));
    }

    private void flush(ByteBuffer bytes) throws IOException {
        channel.write(bytes);
        boolean all = !bytes.hasRemaining();
        if (all != (out == null)) {
            key.interestOps(all ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
        out = all ? null : bytes;
    }

    void writable() throws IOException {
        if (out != null) {
            flush(out);
        }
    }

    /** Reads what is there; the finished request when its answer is complete, else null. */
    @Nullable
    Shot readable(Answer answer) throws IOException {
        if (filled == in.length) {
            if (filled >= MAX_ANSWER_BYTES) {
                throw new IOException("answer longer than " + MAX_ANSWER_BYTES + " bytes");
            }
            in = Arrays.copyOf(in, in.length * 4);
        }
        int n = channel.read(ByteBuffer.wrap(in, filled, in.length - filled));
        if (n < 0) {
            throw new IOException("the server closed a connection" + (underWay == null ? "" : " before it answered"));
        }
        filled += n;
        Shot finished = underWay;
        if (finished == null || !HttpAnswers.complete(in, filled, answer)) {
            return null;
        }
        filled = 0;
        underWay = null;
        return finished;
    }

    boolean busy() {
        return underWay != null;
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
