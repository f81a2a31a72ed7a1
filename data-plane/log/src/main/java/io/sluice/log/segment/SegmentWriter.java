package io.sluice.log.segment;

import io.sluice.log.DiskFile;
import io.sluice.log.DiskFull;
import io.sluice.log.seal.PayloadKey;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.model.Envelope;
import io.sluice.model.TenantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes one segment, from its first byte to its last. For one thread.
 *
 * <p>Messages come sorted by tenant, partition and offset: so a tenant's small partitions share blocks, and no two tenants do.
 * The index, which is searched by partition alone, is sorted by partition.
 *
 * <p>Keeps the messages of one block (64 KiB, or one larger message), twice that for compression, and 56 bytes and objects
 * for each run.
 */
public final class SegmentWriter implements AutoCloseable {
    /** The largest envelope: twice the largest frame of the log. */
    public static final int MAX_ENVELOPE_BYTES = 8 << 20;
    /** A segment's usual size: what object stores take in one piece, and what memory can give up at once. */
    public static final long DEFAULT_TARGET_BYTES = 32L << 20;

    private final SegmentOut out;
    private final SegmentId id;
    private final long targetBytes;
    private final Compression compression;
    private final PayloadSeal seal;
    private final IndexOut index = new IndexOut();
    private final List<StoredMessage> block = new ArrayList<>();
    private @Nullable TenantId tenant;
    private int blockBytes;
    private boolean ended;

    /** Writes the header of a segment that is not sealed; the rest as the other. */
    public SegmentWriter(DiskFile file, SegmentId id, long targetBytes) throws IOException {
        this(file, id, targetBytes, PayloadSeal.NONE);
    }

    /**
     * Writes the header.
     *
     * @param file not closed here; what it held is overwritten. Its name is durable when the caller has forced the names
     * @param targetBytes where {@link #full} begins, up to 1 GiB
     * @param seal for the blocks of tenants that have a key
     */
    public SegmentWriter(DiskFile file, SegmentId id, long targetBytes, PayloadSeal seal) throws IOException {
        if (targetBytes < 1 || targetBytes > SegmentFormat.MAX_FILE_BYTES) {
            throw new IllegalArgumentException("a segment of " + targetBytes + " bytes");
        }
        this.out = new SegmentOut(file);
        this.id = id;
        this.targetBytes = targetBytes;
        this.compression = new Compression();
        this.seal = seal;
        out.put(SegmentFormat.header(id));
    }

    /**
     * Takes the next message.
     *
     * @throws IllegalArgumentException when it does not follow the one before, or is larger than
     *     {@link #MAX_ENVELOPE_BYTES}; nothing was changed
     * @throws IllegalStateException when the file would exceed 1 GiB or 262,144 runs: {@link #full} told long before
     * @throws PayloadLocked when there has to be a key for a block and is none; as after each IOException, the file is worth
     *     nothing
     * @throws DiskFull when there is no space; as after each IOException, the file is worth nothing
     */
    public void add(TenantId owner, StoredMessage message) throws IOException {
        int bytes = Block.HEAD_BYTES + message.envelope().length;
        check(owner, message, bytes);
        if (!block.isEmpty() && (!owner.equals(tenant) || blockBytes + bytes > BlockEntry.TARGET_BYTES)) {
            flush();
        }
        tenant = owner;
        block.add(message);
        blockBytes += bytes;
    }

    /** What the file would take if it were finished now, at most: the open block counts uncompressed, with a run a message. */
    public long bytes() {
        int open =
                BlockEntry.HEADER_BYTES + blockBytes + SegmentIndex.BLOCK_BYTES + block.size() * SegmentIndex.RUN_BYTES;
        return out.position() + open + index.bytes() + Trailer.BYTES;
    }

    /** Time to finish: as large as it was to be, or half of the runs that it can hold. */
    public boolean full() {
        return bytes() >= targetBytes || index.runs() >= SegmentIndex.MAX_RUNS / 2;
    }

    /**
     * Writes what is missing and makes the content durable. Nothing can be added after it.
     *
     * @throws IllegalStateException when there is no message
     * @throws IllegalArgumentException when a partition had messages of two tenants; the file is worth nothing
     */
    public SegmentSummary finish() throws IOException {
        if (ended || tenant == null) {
            throw new IllegalStateException(ended ? "this segment has ended" : "a segment without a message");
        }
        flush();
        ended = true;
        List<Run> runs = index.perPartition();
        long indexPosition = out.position();
        ByteBuffer wire = index.toWire();
        Trailer trailer = index.trailer(id, indexPosition, wire);
        out.put(wire);
        out.put(trailer.toWire());
        long fileBytes = out.position();
        return new SegmentSummary(id, fileBytes, out.finish(), trailer.messages(), trailer.bytes(), runs);
    }

    /** Gives native memory back. A segment that was not finished is none. */
    @Override
    public void close() {
        ended = true;
        compression.close();
    }

    private void check(TenantId owner, StoredMessage message, int bytes) {
        if (ended) {
            throw new IllegalStateException("this segment has ended");
        }
        if (message.envelope().length > MAX_ENVELOPE_BYTES) {
            throw new IllegalArgumentException("an envelope of " + message.envelope().length + " bytes");
        }
        if (tenant != null && order(owner, message, tenant, block.getLast()) <= 0) {
            throw new IllegalArgumentException("offset " + message.offset() + " of " + message.partition() + ", tenant "
                    + owner + ", behind offset " + block.getLast().offset() + " of "
                    + block.getLast().partition() + ", tenant " + tenant);
        }
        int most = bytes + BlockEntry.HEADER_BYTES + SegmentIndex.BLOCK_BYTES + SegmentIndex.RUN_BYTES;
        if (bytes() + most > SegmentFormat.MAX_FILE_BYTES || index.runs() + block.size() >= SegmentIndex.MAX_RUNS) {
            throw new IllegalStateException("this segment is full");
        }
    }

    private static int order(TenantId owner, StoredMessage message, TenantId ownerBefore, StoredMessage before) {
        int byTenant = owner.compareTo(ownerBefore);
        int byPartition = message.partition().compareTo(before.partition());
        if (byTenant != 0 || byPartition != 0) {
            return byTenant != 0 ? byTenant : byPartition;
        }
        return Long.compare(message.offset(), before.offset());
    }

    /** For the open block; null: it stays as it is. What is sealed already needs none. */
    private @Nullable PayloadKey key(TenantId owner) throws PayloadLocked {
        try {
            return seal.current(owner);
        } catch (PayloadLocked none) {
            if (block.stream().allMatch(message -> Envelope.isSealed(message.envelope()))) {
                return null;
            }
            throw none;
        }
    }

    private void flush() throws IOException {
        TenantId owner = Objects.requireNonNull(tenant);
        ended = true; // until the block is written: half of one is the end
        byte[] content = Block.toWire(block);
        Compression.Packed packed = compression.pack(content);
        PayloadKey key = key(owner);
        ByteBuffer stored = key == null
                ? packed.stored()
                : seal.sealedBlock(key, BlockEntry.place(id, out.position(), packed.codec()), packed.stored());
        BlockEntry entry = new BlockEntry(
                out.position(), owner, key == null ? 0 : key.id(), block.size(), content.length, stored.remaining());
        index.add(entry, Block.fromWire(content, block.size()).runs(owner));
        out.put(entry.header(id, packed.codec(), stored));
        out.put(stored);
        block.clear();
        blockBytes = 0;
        ended = false;
    }
}
