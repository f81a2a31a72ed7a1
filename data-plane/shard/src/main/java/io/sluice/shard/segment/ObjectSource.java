package io.sluice.shard.segment;

import io.sluice.log.segment.Source;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.StoredObject;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** An object as the bytes of a segment, or of a body's file. */
public final class ObjectSource implements Source {
    private final ObjectStore store;
    private final String name;
    private final long size;

    public ObjectSource(ObjectStore store, String name, long size) {
        this.store = store;
        this.name = name;
        this.size = size;
    }

    @Override
    public ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(Math.clamp(size - position, 0, length));
        while (all.hasRemaining()) {
            all.put(piece(position + all.position(), Math.min(all.remaining(), ObjectStore.MAX_READ_BYTES)));
        }
        return all.flip();
    }

    /** As it came, if it came with an array, which others may have been given, too: copies of megabytes take time. */
    @Override
    public ByteBuffer sweep(long position, int length) throws IOException {
        int wanted = Math.clamp(size - position, 0, length);
        if (wanted == 0 || wanted > ObjectStore.MAX_READ_BYTES) {
            return read(position, length);
        }
        ByteBuffer piece = piece(position, wanted);
        return piece.hasArray() ? piece : ByteBuffer.allocate(wanted).put(piece).flip();
    }

    private ByteBuffer piece(long position, int wanted) throws IOException {
        ByteBuffer piece = StoredSegments.await(store.read(name, position, wanted), name);
        if (piece.remaining() != wanted) {
            throw new EOFException(name + " gave " + piece.remaining() + " of " + wanted + " bytes");
        }
        return piece.duplicate();
    }

    /** What the store has under that name; empty if nothing. Blocks. */
    public Optional<StoredObject> found() throws IOException {
        return StoredSegments.await(store.head(name), name);
    }

    /** Whether the store is the one that was used. Blocks; fails where it may be another one. */
    public void requireOurs() throws IOException {
        StoredSegments.await(store.requireOurs(), "whose the object store is");
    }

    @Override
    public long size() {
        return size;
    }
}
