package io.sluice.log.segment;

import io.sluice.log.FormatTooNew;
import io.sluice.log.seal.KeyName;
import io.sluice.log.seal.PayloadKey;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.model.PartitionId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment: its index at opening, then one block for a message. Every block is checked against checksum and index
 * before anything of it is given out. Allocates at most the index (20 MiB, mostly below 1) and for each call a block
 * (64 KiB, or one larger message) twice. For several threads.
 */
public final class SegmentReader {
    /** A scan ends behind the block with which its envelopes reach this. */
    public static final int SCAN_BYTES = 1 << 20;

    private final String file;
    private final Source source;
    private final SegmentId id;
    private final SegmentIndex index;
    private final PayloadSeal seal;
    private final @Nullable BlockCache cache;

    private SegmentReader(
            String file,
            Source source,
            SegmentId id,
            SegmentIndex index,
            PayloadSeal seal,
            @Nullable BlockCache cache) {
        this.file = file;
        this.source = source;
        this.id = id;
        this.index = index;
        this.seal = seal;
        this.cache = cache;
    }

    /** Called after each block. May wait, so that a verification leaves the disk to others. */
    public interface Progress {
        void checked(int blocks, int of);
    }

    /**
     * Opens that segment and no other.
     *
     * @throws SegmentDamaged when it is cut, another segment, or cannot be read at all
     * @throws FormatTooNew when a newer version wrote it
     */
    public static SegmentReader open(SegmentId id, Source source) throws IOException {
        SegmentReader reader = open(id.name(), source);
        if (!reader.id.equals(id)) {
            throw SegmentDamaged.whole(id.name(), "it is " + reader.id.name() + "; give it back its name");
        }
        return reader;
    }

    /** Opens whatever segment this is; {@code file} is for errors alone. */
    public static SegmentReader open(String file, Source source) throws IOException {
        SegmentOpening opened = SegmentOpening.of(file, source);
        return new SegmentReader(file, source, opened.id(), opened.index(), PayloadSeal.NONE, null);
    }

    /** The same segment, read through a cache that may be many segments'. */
    public SegmentReader through(BlockCache blocks) {
        return new SegmentReader(file, source, id, index, seal, blocks);
    }

    /** The same segment, with the keys for its sealed blocks. */
    public SegmentReader under(PayloadSeal keys) {
        return new SegmentReader(file, source, id, index, keys, cache);
    }

    public SegmentId id() {
        return id;
    }

    /** The data keys that its blocks lie under. */
    public Set<KeyName> keys() {
        Set<KeyName> keys = new LinkedHashSet<>();
        for (int number = 0; number < index.blocks(); number++) {
            BlockEntry block = index.block(number);
            if (block.keyId() != 0) {
                keys.add(new KeyName(block.tenant(), block.keyId()));
            }
        }
        return keys;
    }

    /**
     * One message; reads one block, or none if it is not here.
     *
     * @throws SegmentDamaged when the block that should hold it is damaged
     * @throws PayloadLocked when it is sealed and the key is not here: so too wherever else messages are read
     */
    public Optional<StoredMessage> find(PartitionId partition, long offset) throws IOException {
        int run = index.firstReaching(partition, offset);
        if (!index.isOf(partition, run) || index.run(run).first() > offset) {
            return Optional.empty();
        }
        return block(index.blockOf(run)).find(partition, offset);
    }

    /**
     * Messages of a partition in order, block by block.
     *
     * @param from offset of the first one wanted
     * @param max how many at most, 1 or more
     * @return empty only when there are none; fewer than {@code max} at the end, at {@link #SCAN_BYTES}, before a damaged block
     * @throws SegmentDamaged when the block of the first one is damaged
     */
    public List<StoredMessage> scan(PartitionId partition, long from, int max) throws IOException {
        if (max < 1) {
            throw new IllegalArgumentException("at most " + max + " messages");
        }
        List<StoredMessage> found = new ArrayList<>();
        long bytes = 0;
        for (int run = index.firstReaching(partition, from);
                index.isOf(partition, run) && found.size() < max && bytes < SCAN_BYTES;
                run++) {
            Block block;
            try {
                block = block(index.blockOf(run));
            } catch (SegmentDamaged e) {
                if (found.isEmpty()) {
                    throw e;
                }
                return found;
            }
            for (int i = block.firstFrom(partition, from); block.isOf(partition, i) && found.size() < max; i++) {
                StoredMessage message = block.message(i);
                found.add(message);
                bytes += message.envelope().length;
            }
        }
        return found;
    }

    /**
     * Cuts a partition's messages into pieces of whole blocks, from the index alone. Blocks that are mostly others' are left
     * out: those are for {@link #scan}, which keeps what it read.
     *
     * @param from offset of the first one wanted
     * @param bytes what a piece may take; one larger block is a piece of its own
     */
    public List<Stretch> stretches(PartitionId partition, long from, int bytes) {
        List<Stretch> found = new ArrayList<>();
        Stretch open = null;
        for (int run = index.firstReaching(partition, from); index.isOf(partition, run); run++) {
            Run next = index.run(run);
            BlockEntry block = index.block(index.blockOf(run));
            if (next.messages() * 2 < block.messages()) {
                continue;
            }
            if (open != null && open.endRun() == run && open.bytes() + block.plainBytes() <= bytes) {
                found.removeLast();
                open = new Stretch(
                        open.first(), next.last(), open.bytes() + block.plainBytes(), open.firstRun(), run + 1);
            } else {
                open = new Stretch(Math.max(from, next.first()), next.last(), block.plainBytes(), run, run + 1);
            }
            found.add(open);
        }
        return found;
    }

    /**
     * Messages of a partition in order, in one read of the source and past any cache: for those who come by once.
     *
     * @param neighbours of {@link #stretches}, one directly behind the other, together at most 16 MiB or one
     * @throws SegmentDamaged after the messages before a damaged block
     */
    public void sweep(PartitionId partition, List<Stretch> neighbours, Stretch.Sink sink) throws IOException {
        long from = neighbours.getFirst().first();
        BlockEntry first = index.block(index.blockOf(neighbours.getFirst().firstRun()));
        BlockEntry last = index.block(index.blockOf(neighbours.getLast().endRun() - 1));
        ByteBuffer all =
                source.sweep(first.position(), Math.toIntExact(last.position() + last.bytes() - first.position()));
        for (int run = neighbours.getFirst().firstRun();
                run < neighbours.getLast().endRun();
                run++) {
            int number = index.blockOf(run);
            BlockEntry entry = index.block(number);
            int at = (int) Math.min(all.limit(), entry.position() - first.position());
            Block block = unpack(number, entry, all.slice(at, Math.min(all.limit() - at, entry.bytes())));
            for (int i = block.firstFrom(partition, from); block.isOf(partition, i); i++) {
                block.give(i, sink);
            }
        }
    }

    /**
     * Reads and checks the header and every block, past any cache. Index and trailer were checked at opening. Of a sealed
     * block whose key is not here the checksum alone.
     *
     * @throws SegmentDamaged naming all that is damaged and all that is lost
     */
    public void verify(Progress progress) throws IOException {
        List<Integer> damaged = new ArrayList<>();
        List<Run> lost = new ArrayList<>();
        for (int number = 0; number < index.blocks(); number++) {
            try {
                check(number);
            } catch (SegmentDamaged e) {
                damaged.addAll(e.blocks());
                lost.addAll(e.lost());
            }
            progress.checked(number + 1, index.blocks());
        }
        if (!damaged.isEmpty()) {
            throw new SegmentDamaged(file, "damaged blocks: " + damaged.size(), damaged, lost);
        }
        if (!SegmentFormat.isHeader(source.read(0, SegmentFormat.HEADER_BYTES), id)) {
            throw SegmentDamaged.whole(file, "its header is damaged; all messages can be read");
        }
    }

    SegmentIndex index() {
        return index;
    }

    Block block(int number) throws IOException {
        return cache == null ? load(number) : cache.get(id, number, () -> load(number));
    }

    private Block load(int number) throws IOException {
        BlockEntry entry = index.block(number);
        return unpack(number, entry, source.read(entry.position(), entry.bytes()));
    }

    private void check(int number) throws IOException {
        try {
            load(number);
        } catch (PayloadLocked intactAsFarAsCanBeTold) {
            // Its checksum was right.
        }
    }

    private Block unpack(int number, BlockEntry entry, ByteBuffer bytes) throws IOException {
        if (entry.isIntact(bytes, id)) {
            byte codec = BlockEntry.codec(bytes);
            if (!Compression.knows(codec)) {
                throw new FormatTooNew(file + " has a block of codec " + codec
                        + ", which this program cannot read: use the newer version");
            }
            ByteBuffer stored = opened(entry, codec, bytes.slice(BlockEntry.HEADER_BYTES, entry.storedBytes()));
            try {
                Block block = Block.fromWire(Compression.unpack(codec, stored, entry.plainBytes()), entry.messages());
                if (index.agrees(number, block)) {
                    return block;
                }
            } catch (IllegalArgumentException notWhatWasWritten) {
                // Told below: the checksum was right and the content is not.
            }
        }
        throw new SegmentDamaged(
                file,
                "block " + number + " at byte " + entry.position() + " is damaged",
                List.of(number),
                index.runsOf(number));
    }

    private ByteBuffer opened(BlockEntry entry, byte codec, ByteBuffer stored) throws PayloadLocked {
        if (entry.keyId() == 0) {
            return stored;
        }
        PayloadKey key = seal.key(entry.tenant(), entry.keyId());
        return PayloadSeal.block(key, BlockEntry.place(id, entry.position(), codec), stored);
    }
}
