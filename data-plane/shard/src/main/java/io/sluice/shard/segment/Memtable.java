package io.sluice.shard.segment;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.Bodies;
import io.sluice.queue.command.BodyFile;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of messages that are in the log and in no segment yet, outside the heap, in the order of the log. A restart fills it
 * again by applying the log from {@link #neededFrom} on. Belongs to the shard's thread.
 */
public final class Memtable implements Bodies {
    private static final int MAX_CHUNK_BYTES = 1 << 20;
    private static final int CHUNKS = 32;
    private final Long2ObjectOpenHashMap<TopicBodies> shelves = new Long2ObjectOpenHashMap<>();
    private final Int2ObjectOpenHashMap<Chunk> chunks = new Int2ObjectOpenHashMap<>();
    /** The same chunks, and some that were given back, in the order of the log. */
    private final ArrayDeque<Chunk> order = new ArrayDeque<>();

    private final long maxBytes;
    private final int chunkBytes;
    /** Chunks for the next use: memory outside the heap that is let go stays taken until the next full collection. */
    private final ArrayDeque<ByteBuffer> spares = new ArrayDeque<>();

    private @Nullable Chunk filling;
    private Moved files = (before, after) -> {};
    private int nextNumber = 1;
    private long position;
    private long bytes;

    /** @param maxBytes what it will be allowed to take: chunks are small enough for that */
    public Memtable(long maxBytes) {
        this.maxBytes = maxBytes;
        chunkBytes = Math.clamp(maxBytes / CHUNKS, 1, MAX_CHUNK_BYTES);
    }

    /** Hears of body files: as {@link io.sluice.queue.Bodies#moved}. */
    public interface Moved {
        void moved(@Nullable BodyFile before, @Nullable BodyFile after);
    }

    public void tellOfFiles(Moved listener) {
        files = listener;
    }

    @Override
    public void moved(@Nullable BodyFile before, @Nullable BodyFile after) {
        files.moved(before, after);
    }

    /** Where the log stood before what is applied now. */
    public long position() {
        return position;
    }

    /** What is put from now on is in the log behind this position. */
    public void at(long logPosition) {
        position = logPosition;
    }

    /** Memory that chunks in use take. */
    public long bytes() {
        return bytes;
    }

    /** The log is needed from here on: before it, every body is in a segment or gone. */
    public long neededFrom() {
        Chunk oldest;
        while ((oldest = order.peek()) != null && isGone(oldest)) {
            order.remove();
        }
        for (Chunk chunk : order) {
            if (chunk.live > 0) {
                return chunk.position;
            }
        }
        return position;
    }

    @Override
    public Shelf shelf(PartitionId partition, TenantId tenant) {
        TopicBodies shelf = new TopicBodies(partition, tenant, this);
        shelves.put(partition.value(), shelf);
        return shelf;
    }

    public @Nullable TopicBodies find(PartitionId partition) {
        return shelves.get(partition.value());
    }

    void closed(TopicBodies shelf) {
        shelves.remove(shelf.partition.value());
    }

    /** The body, if it is here. */
    public @Nullable Body body(TopicBodies shelf, long offset) {
        long handle = shelf.handles.get(offset);
        return handle == 0 ? null : chunk(handle).body(recordOf(handle));
    }

    long put(long partition, long offset, long sentMs, int metered, byte[] envelope) {
        Chunk chunk = filling;
        // One that nobody needs is begun anew: what the log is needed for must never go back.
        if (chunk == null || chunk.live == 0 || !chunk.fits(envelope.length)) {
            chunk = fresh(envelope.length);
        }
        int at = chunk.put(partition, offset, sentMs, metered, envelope);
        return (long) chunk.number << 32 | at;
    }

    void drop(long handle) {
        Chunk chunk = chunk(handle);
        chunk.drop(recordOf(handle));
        if (chunk.live == 0 && !chunk.flushing) {
            giveBack(chunk);
        }
    }

    /**
     * The oldest chunks with at least so many bytes that are needed, or all of them; they stay until {@link #endFlush}.
     *
     * @param before chunks from this log position on are not wanted
     */
    public List<Chunk> beginFlush(long wanted, long before) {
        List<Chunk> oldest = new ArrayList<>();
        long found = 0;
        for (Chunk chunk : order) {
            if (found >= wanted || chunk.position >= before) {
                break;
            }
            if (isGone(chunk)) {
                continue;
            }
            if (chunk == filling) {
                filling = null;
            }
            chunk.flushing = true;
            oldest.add(chunk);
            found += chunk.liveBytes;
        }
        return oldest;
    }

    public void endFlush(List<Chunk> flushed) {
        for (Chunk chunk : flushed) {
            chunk.flushing = false;
            if (chunk.live == 0) {
                giveBack(chunk);
            }
        }
    }

    /** Whether a record in a chunk is needed. */
    public boolean isLive(Chunk chunk, int at) {
        TopicBodies shelf = shelves.get(chunk.partition(at));
        return shelf != null && shelf.handles.get(chunk.offset(at)) == ((long) chunk.number << 32 | at);
    }

    private Chunk fresh(int envelopeBytes) {
        int needed = Chunk.HEADER_BYTES + envelopeBytes;
        ByteBuffer memory = needed > chunkBytes || spares.isEmpty()
                ? ByteBuffer.allocateDirect(Math.max(needed, chunkBytes))
                : spares.pop();
        Chunk before = filling;
        Chunk chunk = new Chunk(memory, nextNumber++, position);
        filling = chunk;
        chunks.put(chunk.number, chunk);
        order.add(chunk);
        bytes += memory.capacity();
        if (before != null && before.live == 0 && !before.flushing) {
            giveBack(before);
        }
        return chunk;
    }

    private void giveBack(Chunk chunk) {
        if (chunk == filling) {
            return; // it still has room
        }
        if (chunks.remove(chunk.number) == null) {
            return;
        }
        bytes -= chunk.bytes.capacity();
        if (chunk.bytes.capacity() == chunkBytes && bytes + (spares.size() + 1L) * chunkBytes <= maxBytes) {
            spares.push(chunk.bytes);
        }
    }

    private Chunk chunk(long handle) {
        Chunk chunk = chunks.get((int) (handle >>> 32));
        if (chunk == null) {
            throw new IllegalStateException("a body in a chunk that was given back");
        }
        return chunk;
    }

    private boolean isGone(Chunk chunk) {
        return chunks.get(chunk.number) != chunk;
    }

    private static int recordOf(long handle) {
        return (int) handle;
    }
}
