package io.sluice.shard;

import io.sluice.log.Snapshot;
import io.sluice.queue.ShardState;
import io.sluice.queue.image.StateImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The state that a snapshot, with all that it adds to, was taken of. */
public final class Restoring {
    private Restoring() {}

    /**
     * Reads all of it again.
     *
     * @param fresh a state to which nothing has happened; the one that is returned
     * @throws IllegalArgumentException on what is no state
     */
    public static ShardState restore(Snapshot newest, ShardState fresh) throws IOException {
        List<Iterator<ByteBuffer>> images = new ArrayList<>();
        for (Snapshot snapshot : newest.chain()) {
            ArrayDeque<ByteBuffer> blocks = new ArrayDeque<>();
            snapshot.read(block ->
                    blocks.add(ByteBuffer.allocate(block.remaining()).put(block).flip()));
            images.add(new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return !blocks.isEmpty();
                }

                @Override
                public ByteBuffer next() {
                    return blocks.remove(); // a block read is a block less in memory
                }
            });
        }
        return StateImage.restore(images, fresh);
    }
}
