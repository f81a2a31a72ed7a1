package io.sluice.queue.image;

import io.sluice.queue.DelayedSlice;
import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.Slice;
import io.sluice.queue.TopicState;
import io.sluice.queue.Topics;
import io.sluice.queue.Untouched;
import io.sluice.queue.command.BodyFileWire;
import io.sluice.queue.command.CommandCodec;
import io.sluice.queue.command.NoteWire;
import io.sluice.queue.command.Segment;
import io.sluice.queue.command.SegmentWire;
import io.sluice.queue.command.Wire;
import io.sluice.queue.meter.TopicMeters;
import io.sluice.queue.verb.Delaying;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a {@link StateImage}; see there. */
public final class ImageWriter {
    static final byte VERSION = 2;
    /** In the version's byte: messages were lost, and which ones stands behind the tenants. */
    static final byte LOSSES = 0x20;
    /** Likewise: bodies lie in files, and which ones stands behind each topic. */
    static final byte FILES = 0x10;

    /** Likewise: untouched messages are delayed, and which ones stands behind each slice. */
    static final byte DELAYS = 0x08;

    /** In the version's byte: one more byte of flags follows it. */
    public static final int EXTRA = 0x80;
    /** In that byte: topics are FIFO, or were; see {@link GroupImage}. */
    static final byte FIFO = 0x01;
    /** In that byte: topics have message move tasks, which stand behind each. */
    static final byte MOVES = 0x02;
    /** In that byte: consumers left notes, and which ones stands behind each topic and its files. */
    static final byte NOTES = 0x04;
    /** In that byte: messages were delivered in other topics before; how often stands behind the name of who parked them. */
    static final byte COUNTS = 0x08;
    /** In that byte: messages of standard topics have groups, which stand behind each topic's notes. */
    static final byte FAIR = 0x10;

    /** Of an entry: nobody parked it here. */
    static final byte ALONE = 0;
    /** Of an entry: who parked it here follows. */
    private static final byte FROM = 1;
    /** Of an entry: likewise, and how often it was delivered elsewhere. */
    static final byte FROM_COUNTED = 2;

    /** No single record below is larger; texts are names of at most 80 characters. */
    private static final int RECORD_BOUND = 4096;

    /** In the version's byte: the image was made in steps. */
    static final byte STEPS = 0x40;
    /** Instead of a number of topics: as many as there are before the next mark. */
    static final int UNCOUNTED = -1;
    /** Instead of a topic's partition. */
    static final long NO_MORE_TOPICS = -1;

    private final int blockBytes;
    private List<ByteBuffer> chunks = new ArrayList<>();
    private int written;
    private ByteBuffer out;
    private boolean files;
    private boolean delays;
    private boolean moves;
    private boolean notes;
    private boolean fifo;
    private boolean fair;

    ImageWriter() {
        this(StateImage.BLOCK_BYTES);
    }

    private ImageWriter(int blockBytes) {
        this.blockBytes = blockBytes;
        this.out = ByteBuffer.allocate(blockBytes);
    }

    /** For {@link #packed(TopicState)} only. */
    public static ImageWriter forOneTopic() {
        return new ImageWriter(4 * RECORD_BOUND);
    }

    List<ByteBuffer> blocks() {
        out.flip();
        if (out.hasRemaining()) {
            chunks.add(out);
        }
        return chunks;
    }

    /** What was written since the last call; whoever writes goes on in a new block. */
    List<ByteBuffer> take() {
        List<ByteBuffer> taken = chunks;
        if (out.position() > 0) {
            ByteBuffer rest =
                    ByteBuffer.allocate(out.position()).put(out.flip()).flip();
            taken.add(rest);
            out.clear();
        }
        chunks = new ArrayList<>();
        written = 0;
        return taken;
    }

    /** Bytes since the last {@link #take}. */
    int written() {
        return written + out.position();
    }

    void write(ShardState state) {
        contains(state);
        version(state, 0);
        head(state);
        room().putInt(state.segments.size());
        state.segments.values().forEach(this::segment);
        if (fifo) {
            GroupImage.Walk repeats = new GroupImage.Walk(state, 0);
            while (!repeats.isDone()) {
                repeats.step(this);
            }
        }
        room().putInt(state.topics.size());
        for (long partition : state.topics.sorted()) {
            state.topics.write(partition, this);
        }
    }

    /** What an image made in steps begins with. */
    void headOfSteps(ShardState state) {
        contains(state);
        version(state, STEPS);
        head(state);
    }

    private void version(ShardState state, int steps) {
        int extra = (fifo ? FIFO : 0) | (moves ? MOVES : 0) | (notes ? NOTES : 0) | (fair ? FAIR : 0);
        extra |= state.countsElsewhere ? COUNTS : 0;
        room().put((byte) (VERSION | steps | flags(state) | (extra == 0 ? 0 : EXTRA)));
        if (extra != 0) {
            room().put((byte) extra);
        }
    }

    boolean withFifo() {
        return fifo;
    }

    /** What it writes is of the same image as the other's. */
    void follow(ImageWriter head) {
        files = head.files;
        delays = head.delays;
        moves = head.moves;
        notes = head.notes;
        fifo = head.fifo;
        fair = head.fair;
    }

    private void contains(ShardState state) {
        files = !state.files.isEmpty();
        delays = state.delayedBytes > 0;
        moves = !state.movers.isEmpty();
        notes = state.noteBytes > 0;
        fair = state.taggedTopics > 0;
        fifo = state.fifoTopics > 0 || state.repeats.total() > 0;
    }

    void count(int things) {
        room().putInt(things);
    }

    void topicsFollow() {
        room().putInt(UNCOUNTED);
    }

    /** @param gone partitions that an image before this one may have */
    void endOfTopics(Set<Long> gone) {
        room().putLong(NO_MORE_TOPICS).putInt(gone.size());
        for (long partition : gone) {
            room().putLong(partition);
        }
    }

    /** A topic that {@link TopicState#canRest}, as {@link Topics} keeps it. */
    public byte[] packed(TopicState topic) {
        out.clear();
        out.putInt(topic.groups == null ? topic.changedIn : topic.changedIn | Topics.FIFO);
        fifo = topic.groups != null;
        topic(topic);
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    /** A topic as {@link Topics} keeps it. */
    public void packed(byte[] topic) {
        ByteBuffer to = room(Math.max(RECORD_BOUND, topic.length));
        to.put(topic, Topics.CHANGED_IN_BYTES, topic.length - Topics.CHANGED_IN_BYTES);
        if (fifo && ByteBuffer.wrap(topic).getInt() >= 0) {
            room().put((byte) 0);
        }
        if (files) {
            room().putInt(0);
        }
        if (moves) {
            room().putInt(0);
        }
        if (notes) {
            room().putInt(0);
        }
        if (fair) {
            room().putInt(0);
        }
    }

    private static int flags(ShardState state) {
        return (state.losses.messages() > 0 ? LOSSES : 0)
                | (state.files.isEmpty() ? 0 : FILES)
                | (state.delayedBytes > 0 ? DELAYS : 0);
    }

    private void head(ShardState state) {
        room().putInt(ShardState.RULES).putLong(state.timeMs).putLong(state.epoch);
        room().putInt(state.gateways.size());
        state.gateways.forEach(
                (id, gateway) -> room().putLong(id).putLong(gateway.minute()).putLong(gateway.seenMs()));
        room().putInt(state.gone.size());
        state.gone.forEach((partition, gone) -> {
            room().putLong(partition.value())
                    .putLong(gone.atMs())
                    .putInt(gone.takenIn().size());
            gone.takenIn()
                    .forEach(
                            (source, sequence) -> room().putLong(source.value()).putLong(sequence));
        });
        room().putInt(state.tenants.size());
        state.tenants.forEach((id, tenant) -> {
            room().putLong(id.account()).putLong(tenant.connMs);
            meters(tenant.deleted);
            tenant.disk.toWire(room());
            tenant.store.toWire(room());
        });
        if (state.losses.messages() > 0) {
            state.losses.toWire(room());
        }
    }

    public void topic(TopicState topic) {
        room().putLong(topic.partition.value()).putLong(topic.revision);
        CommandCodec.putRules(room(), topic.rules);
        room().putLong(topic.nextOffset)
                .putLong(topic.nextReadySequence)
                .putLong(topic.nextParkSequence)
                .putLong(topic.purgedMs);
        meters(topic.meters);
        room().putInt(topic.takenIn.size());
        topic.takenIn.forEach(
                (source, sequence) -> room().putLong(source.value()).putLong(sequence));
        room().putInt(topic.slices.size());
        for (Slice slice = topic.slices.oldest(); slice != null; slice = slice.newer) {
            slice(slice);
            if (delays) {
                delays(Delaying.of(topic, slice));
            }
        }
        room().putInt(topic.fresh.ranges().size());
        for (Untouched.Range range : topic.fresh.ranges()) {
            room().putLong(range.slice.firstOffset).putLong(range.from).putLong(range.end);
        }
        room().putInt(topic.aside.size());
        topic.aside.values().forEach(this::entry);
        room().putInt(topic.outboxes.size());
        for (TopicState.Outbox outbox : topic.outboxes.values()) {
            CommandCodec.putPlace(room(), outbox.target());
            room().putInt(outbox.entries().size());
            outbox.entries().forEach(entry -> room().putLong(entry.offset));
        }
        if (fifo) {
            GroupImage.toWire(topic, this);
        }
        if (files) {
            files(topic);
        }
        if (moves) {
            moves(topic);
        }
        if (notes) {
            notes(topic);
        }
        if (fair) {
            TagImage.toWire(topic, this);
        }
    }

    private void moves(TopicState topic) {
        if (topic.moves == null) {
            room().putInt(0);
            return;
        }
        room().putInt(topic.moves.size());
        topic.moves.all().forEach(run -> MoveImage.toWire(run, room()));
    }

    private void notes(TopicState topic) {
        if (topic.notes == null) {
            room().putInt(0);
            return;
        }
        room().putInt(topic.notes.size());
        topic.notes.forEach((offset, note) -> {
            ByteBuffer to = room();
            NoteWire.putNote(note, to.putLong(offset));
        });
    }

    private void files(TopicState topic) {
        if (topic.files == null) {
            room().putInt(0);
            return;
        }
        room().putInt(topic.files.size());
        topic.files.forEach((offset, held) -> {
            ByteBuffer to = room();
            BodyFileWire.toWire(held.file, to.putLong(offset));
        });
    }

    private void slice(Slice slice) {
        room().putLong(slice.firstMs)
                .putLong(slice.firstOffset)
                .putLong(slice.lastOffset)
                .putInt(slice.untouched)
                .putLong(slice.untouchedBytes);
        List<Entry> entries = new ArrayList<>();
        for (Entry entry = slice.touched; entry != null; entry = entry.after) {
            entries.add(entry);
        }
        entries.sort(Comparator.comparingLong(entry -> entry.offset));
        room().putInt(entries.size());
        entries.forEach(this::entry);
    }

    private void delays(@Nullable DelayedSlice delayed) {
        if (delayed == null) {
            room().putInt(0);
            return;
        }
        room().putInt(delayed.runs());
        delayed.each(
                (dueMs, first, last) -> room().putLong(dueMs).putLong(first).putInt((int) (last - first + 1)));
    }

    /** Of any length, so it may lie in several blocks. */
    void segment(Segment segment) {
        ByteBuffer record = ByteBuffer.allocate(SegmentWire.sizeBound(segment));
        SegmentWire.toWire(segment, record);
        record.flip();
        room().putInt(record.remaining());
        while (record.hasRemaining()) {
            ByteBuffer to = room();
            int part = Math.min(record.remaining(), to.remaining());
            to.put(record.slice(record.position(), part));
            record.position(record.position() + part);
        }
    }

    private void entry(Entry entry) {
        ByteBuffer to = room();
        to.putLong(entry.offset).putInt(entry.bytes).putLong(entry.sentMs);
        to.put(entry.phase.toWire()).putInt(entry.receives).putInt(entry.delivery);
        to.putLong(entry.firstReceivedMs).putLong(entry.leasedMs);
        to.putLong(
                switch (entry.phase) {
                    case READY -> entry.readySequence;
                    case DELAYED, LEASED -> entry.dueAt();
                    case PARKING, MOVING -> entry.parkSequence;
                });
        boolean counted = entry.receivesElsewhere > 0;
        to.put(entry.origin == null ? ALONE : counted ? FROM_COUNTED : FROM);
        if (entry.origin != null) {
            Wire.putText(to, entry.origin);
        }
        if (counted) {
            to.putInt(entry.receivesElsewhere);
        }
    }

    private void meters(TopicMeters meters) {
        room().putLong(meters.ingressBytes)
                .putLong(meters.egressBytes)
                .putLong(meters.opsIn)
                .putLong(meters.opsOut);
        meters.stored.toWire(room());
    }

    ByteBuffer room() {
        return room(RECORD_BOUND);
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            written += out.position();
            chunks.add(out.flip());
            out = ByteBuffer.allocate(blockBytes);
        }
        return out;
    }
}
