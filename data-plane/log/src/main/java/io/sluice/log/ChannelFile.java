package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file of a {@link FileDisk}. */
final class ChannelFile implements DiskFile {
    private final FileChannel channel;

    ChannelFile(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public void write(ByteBuffer bytes, long at) throws IOException {
        try {
            long offset = at;
            while (bytes.hasRemaining()) {
                offset += channel.write(bytes, offset);
            }
        } catch (IOException e) {
            throw FileDisk.typed(e);
        }
    }

    @Override
    public int read(ByteBuffer bytes, long at) throws IOException {
        int before = bytes.remaining();
        long offset = at;
        while (bytes.hasRemaining()) {
            int got = channel.read(bytes, offset);
            if (got < 0) {
                break;
            }
            offset += got;
        }
        return before - bytes.remaining();
    }

    @Override
    public void force() throws IOException {
        try {
            // Without metadata: fdatasync still writes the size where it changed, and spares the journal where not.
            channel.force(false);
        } catch (IOException e) {
            throw FileDisk.typed(e);
        }
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
