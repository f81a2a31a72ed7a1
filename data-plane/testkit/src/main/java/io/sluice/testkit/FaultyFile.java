package io.sluice.testkit;

import io.sluice.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link FaultyDisk}, until it is closed or the power is lost. */
final class FaultyFile implements DiskFile {
    private final FaultyDisk disk;
    private final String name;
    private final Content content;
    private final long life;
    private boolean closed;

    FaultyFile(FaultyDisk disk, String name, Content content, long life) {
        this.disk = disk;
        this.name = name;
        this.content = content;
        this.life = life;
    }

    @Override
    public void write(ByteBuffer bytes, long at) throws IOException {
        check();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        disk.write(content, copy, at);
    }

    @Override
    public int read(ByteBuffer bytes, long at) throws IOException {
        check();
        disk.call();
        int length = Math.clamp(content.size() - at, 0, bytes.remaining());
        if (length > 0) {
            bytes.put(content.now(), Math.toIntExact(at), length);
        }
        return length;
    }

    @Override
    public void force() throws IOException {
        check();
        disk.force(content);
    }

    @Override
    public long size() throws IOException {
        check();
        disk.call();
        return content.size();
    }

    @Override
    public void truncate(long size) throws IOException {
        check();
        disk.call();
        disk.truncate(content, Math.toIntExact(Math.min(size, content.size())));
    }

    @Override
    public void close() {
        if (!closed && disk.alive(life)) {
            disk.closed(name);
        }
        closed = true;
    }

    private void check() throws IOException {
        if (closed || !disk.alive(life)) {
            throw new IOException("this file is no longer open");
        }
    }
}
