package io.sluice.queue;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link StateImage} back. Entries are made when their envelopes are read, behind the whole index; until then the
 * index's entries wait as {@link Read}.
 */
final class ImageReader {
    /** No frame that could bring one in is larger. */
    private static final int MAX_ENVELOPE_BYTES = 16 << 20;

    private final Iterator<ByteBuffer> blocks;
    private final ShardState state = new ShardState();
    private final List<Read> reads = new ArrayList<>();
    private final List<Left> lefts = new ArrayList<>();
    private ByteBuffer in = ByteBuffer.allocate(0);

    ImageReader(Iterator<ByteBuffer> blocks) {
        this.blocks = blocks;
    }

    ShardState read() {
        try {
            index();
            List<Entry> entries = new ArrayList<>(reads.size());
            for (Read read : reads) {
                entries.add(entry(read));
            }
            for (Left left : lefts) {
                left.outbox.entries().add(existing(left.topic, left.offset));
                left.topic.parking++;
            }
            entries.stream()
                    .filter(entry -> entry.phase == Entry.Phase.READY)
                    .sorted(Comparator.comparingLong(entry -> entry.readySequence))
                    .forEach(entry -> entry.topic.list(entry));
            for (TopicState topic : state.topics.values()) {
                Expiring.arm(state, topic);
            }
            return state;
        } catch (BufferUnderflowException | NoSuchElementException cut) {
            throw new IllegalArgumentException("state image cut short", cut);
        }
    }

    private void index() {
        byte version = more().get();
        if (version != ImageWriter.VERSION) {
            throw new IllegalArgumentException("state image of unknown version " + version);
        }
        int rules = more().getInt();
        if (rules != ShardState.RULES) {
            throw new IllegalArgumentException("state image by unknown rules " + rules);
        }
        state.timeMs = more().getLong();
        for (int gateways = more().getInt(); gateways > 0; gateways--) {
            long id = more().getLong();
            state.gateways.put(id, new Connecting.Gateway(in.getLong(), in.getLong()));
        }
        for (int gone = more().getInt(); gone > 0; gone--) {
            PartitionId partition = new PartitionId(more().getLong());
            state.gone.put(partition, in.getLong());
        }
        for (int tenants = more().getInt(); tenants > 0; tenants--) {
            TenantMeters tenant = state.tenant(new TenantId(more().getLong()));
            tenant.connMs = in.getLong();
            meters(tenant.deleted);
        }
        for (int topics = more().getInt(); topics > 0; topics--) {
            topic();
        }
    }

    private void topic() {
        PartitionId partition = new PartitionId(more().getLong());
        long revision = in.getLong();
        TopicState topic = new TopicState(partition, revision, CommandCodec.rules(more()));
        state.topics.put(partition.value(), topic);
        topic.nextOffset = more().getLong();
        topic.nextReadySequence = in.getLong();
        topic.nextParkSequence = in.getLong();
        topic.purgedMs = in.getLong();
        meters(topic.meters);
        for (int sources = more().getInt(); sources > 0; sources--) {
            PartitionId source = new PartitionId(more().getLong());
            topic.takenIn.put(source, in.getLong());
        }
        for (int entries = more().getInt(); entries > 0; entries--) {
            reads.add(read(topic, false));
        }
        for (int entries = more().getInt(); entries > 0; entries--) {
            reads.add(read(topic, true));
        }
        for (int outboxes = more().getInt(); outboxes > 0; outboxes--) {
            TopicState.Outbox outbox = new TopicState.Outbox(CommandCodec.place(more()));
            topic.outboxes.put(outbox.target().partition(), outbox);
            for (int entries = more().getInt(); entries > 0; entries--) {
                lefts.add(new Left(topic, outbox, more().getLong()));
            }
        }
    }

    private Read read(TopicState topic, boolean aside) {
        ByteBuffer from = more();
        return new Read(
                topic,
                aside,
                from.getLong(),
                from.getInt(),
                from.getInt(),
                from.getLong(),
                Entry.Phase.fromWire(from.get()),
                from.getInt(),
                from.getInt(),
                from.getLong(),
                from.getLong(),
                from.getLong(),
                Wire.flag(from) ? Wire.text(from) : null);
    }

    private Entry entry(Read read) {
        TopicState topic = read.topic;
        Entry entry = new Entry(topic, read.offset, envelope(read.envelopeBytes), read.bytes, read.sentMs, read.origin);
        entry.phase = read.phase;
        entry.receives = read.receives;
        entry.delivery = read.delivery;
        entry.firstReceivedMs = read.firstReceivedMs;
        entry.leasedMs = read.leasedMs;
        topic.entries.put(entry.offset, entry);
        state.weight += entry.weight();
        state.storedBytes += entry.bytes;
        if (!read.aside) {
            topic.age.append(entry);
        } else if (read.phase == Entry.Phase.PARKING) {
            topic.aside.put(entry.offset, entry);
        } else {
            state.expireAlone(entry);
        }
        switch (read.phase) {
            case READY -> entry.readySequence = read.place;
            case DELAYED -> {
                topic.delayed++;
                state.timers.add(entry, read.place);
            }
            case LEASED -> {
                topic.leased++;
                state.timers.add(entry, read.place);
            }
            case PARKING -> entry.parkSequence = read.place;
        }
        return entry;
    }

    private void meters(TopicMeters meters) {
        ByteBuffer from = more();
        meters.ingressBytes = from.getLong();
        meters.egressBytes = from.getLong();
        meters.opsIn = from.getLong();
        meters.opsOut = from.getLong();
        meters.storedBytes = from.getLong();
        meters.storedHigh = from.getLong();
        meters.storedLow = from.getLong();
        meters.storedSince = from.getLong();
    }

    private byte[] envelope(int length) {
        if (length < 0 || length > MAX_ENVELOPE_BYTES) {
            throw new IllegalArgumentException("envelope of " + length + " bytes");
        }
        byte[] envelope = new byte[length];
        int at = 0;
        while (at < length) {
            ByteBuffer from = more();
            int part = Math.min(length - at, from.remaining());
            from.get(envelope, at, part);
            at += part;
        }
        return envelope;
    }

    /** The current block, or the next one where it is used up: no record of the index reaches over a block's end. */
    private ByteBuffer more() {
        while (!in.hasRemaining()) {
            in = blocks.next();
        }
        return in;
    }

    private static Entry existing(TopicState topic, long offset) {
        Entry entry = topic.entry(offset);
        if (entry == null) {
            throw new IllegalArgumentException("outbox names message " + offset + ", which is not there");
        }
        return entry;
    }

    /** An entry of the index; {@code place} is its ready sequence, its due time or its park sequence, by phase. */
    private record Read(
            TopicState topic,
            boolean aside,
            long offset,
            int envelopeBytes,
            int bytes,
            long sentMs,
            Entry.Phase phase,
            int receives,
            int delivery,
            long firstReceivedMs,
            long leasedMs,
            long place,
            @Nullable String origin) {}

    /** A line of an outbox. */
    private record Left(TopicState topic, TopicState.Outbox outbox, long offset) {}
}
