package io.sluice.queue.image;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.Bodies;
import io.sluice.queue.Entry;
import io.sluice.queue.HeldFile;
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
import io.sluice.queue.command.TopicRules;
import io.sluice.queue.command.Wire;
import io.sluice.queue.meter.Connecting;
import io.sluice.queue.meter.TenantMeters;
import io.sluice.queue.meter.TopicMeters;
import io.sluice.queue.verb.Delaying;
import io.sluice.queue.verb.Deleting;
import io.sluice.queue.verb.Expiring;
import io.sluice.queue.verb.Filing;
import io.sluice.queue.verb.Moving;
import io.sluice.queue.verb.Noting;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link StateImage} back. In version 1 the envelopes lie behind everything else; until they are read, what was read
 * of the entries waits as {@link Read}, in both versions.
 */
public final class ImageReader {
    /** No frame that could bring one in is larger. */
    private static final int MAX_BYTES = 16 << 20;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final List<Iterator<ByteBuffer>> images;
    private final ShardState state;
    /** Where what is read goes: the state, or nowhere, where a newer image knows better. */
    private ShardState into;

    private Iterator<ByteBuffer> blocks = Collections.emptyIterator();
    private final LongOpenHashSet gone = new LongOpenHashSet();
    private final List<Read> reads = new ArrayList<>();
    private final List<Left> lefts = new ArrayList<>();
    private final List<Body> envelopes = new ArrayList<>();
    private ByteBuffer in = NOTHING;
    private boolean bodies;
    private boolean files;
    private boolean delays;
    private boolean moves;
    private boolean notes;
    private boolean fifo;
    private boolean fair;
    /** Deduplication ids, the oldest image's first. */
    private final Deque<GroupImage.Ids> ids = new ArrayDeque<>();

    /** @param images the newest first */
    ImageReader(List<Iterator<ByteBuffer>> images, ShardState state) {
        this.images = images;
        this.state = state;
        this.into = state;
    }

    /** The topic of which {@link ImageWriter#packed(TopicState)} made the bytes. */
    public static TopicState topic(ByteBuffer packed, ShardState state) {
        ImageReader reader = new ImageReader(List.of(), state);
        int changedIn = packed.getInt();
        reader.in = packed;
        reader.fifo = changedIn < 0;
        TopicState topic = reader.topic(packed.getLong());
        topic.changedIn = changedIn & ~Topics.FIFO;
        return topic;
    }

    /** Account number of a packed topic's tenant. */
    public static long tenant(byte[] packed) {
        return ByteBuffer.wrap(packed).getLong(Topics.CHANGED_IN_BYTES + 2 * Long.BYTES);
    }

    ShardState read() {
        try {
            for (Iterator<ByteBuffer> image : images) {
                blocks = image;
                in = NOTHING;
                index();
                into = new ShardState(Bodies.NOWHERE);
            }
            List<Entry> entries = new ArrayList<>(reads.size());
            for (Read read : reads) {
                entries.add(entry(read));
            }
            envelopes.sort(Comparator.comparingLong(body -> body.entry.offset));
            for (Body body : envelopes) {
                Entry entry = body.entry;
                entry.topic.shelf.put(entry.offset, entry.sentMs, entry.bytes, body.envelope);
            }
            state.topics.eachInUse(topic -> {
                if (topic.groups != null) {
                    topic.groups.restored();
                }
            });
            for (Left left : lefts) {
                left.outbox.entries().add(existing(left.topic, left.offset));
                left.topic.parking++;
            }
            entries.stream()
                    .filter(entry -> entry.phase == Entry.Phase.READY)
                    .sorted(Comparator.comparingLong(entry -> entry.readySequence))
                    .forEach(entry -> entry.topic.list(entry));
            state.topics.eachInUse(topic -> {
                Expiring.arm(state, topic);
                if (topic.groups != null) {
                    topic.groups.arm(state);
                }
            });
            GroupImage.Ids.restore(ids, state);
            state.repeats.walked();
            return state;
        } catch (BufferUnderflowException | NoSuchElementException cut) {
            throw new IllegalArgumentException("state image cut short", cut);
        }
    }

    private void index() {
        ShardState to = into;
        int first = more().get() & 0xff;
        int extra = (first & ImageWriter.EXTRA) != 0 ? more().get() : 0;
        boolean losses = (first & ImageWriter.LOSSES) != 0;
        boolean steps = (first & ImageWriter.STEPS) != 0;
        int flags = ImageWriter.LOSSES | ImageWriter.STEPS | ImageWriter.FILES | ImageWriter.DELAYS | ImageWriter.EXTRA;
        int version = first & ~flags;
        int known = ImageWriter.FIFO | ImageWriter.MOVES | ImageWriter.NOTES | ImageWriter.FAIR | ImageWriter.COUNTS;
        if (version < 1 || version > ImageWriter.VERSION || (extra & ~known) != 0) {
            throw new IllegalArgumentException("state image of unknown version " + version + ", " + extra);
        }
        to.countsElsewhere = (extra & ImageWriter.COUNTS) != 0;
        fifo = (extra & ImageWriter.FIFO) != 0;
        moves = (extra & ImageWriter.MOVES) != 0;
        notes = (extra & ImageWriter.NOTES) != 0;
        fair = (extra & ImageWriter.FAIR) != 0;
        bodies = version == 1;
        files = (first & ImageWriter.FILES) != 0;
        delays = (first & ImageWriter.DELAYS) != 0;
        int rules = more().getInt();
        if (rules < 1 || rules > ShardState.RULES) {
            throw new IllegalArgumentException("state image by unknown rules " + rules);
        }
        to.timeMs = more().getLong();
        to.epoch = bodies ? 0 : more().getLong();
        for (int gateways = more().getInt(); gateways > 0; gateways--) {
            long id = more().getLong();
            to.gateways.put(id, new Connecting.Gateway(in.getLong(), in.getLong()));
        }
        for (int gone = more().getInt(); gone > 0; gone--) {
            PartitionId partition = new PartitionId(more().getLong());
            TreeMap<PartitionId, Long> takenIn = new TreeMap<>();
            to.gone.put(partition, new Deleting.Gone(in.getLong(), takenIn));
            for (int sources = bodies ? 0 : in.getInt(); sources > 0; sources--) {
                PartitionId source = new PartitionId(more().getLong());
                takenIn.put(source, in.getLong());
            }
        }
        for (int tenants = more().getInt(); tenants > 0; tenants--) {
            TenantMeters tenant = to.tenant(new TenantId(more().getLong()));
            tenant.connMs = in.getLong();
            meters(tenant.deleted);
            if (!bodies) {
                tenant.disk.fromWire(more());
                tenant.store.fromWire(more());
            }
        }
        if (losses) {
            to.losses.fromWire(more());
        }
        for (int segments = bodies ? 0 : more().getInt(); segments > 0; segments--) {
            Segment segment = SegmentWire.fromWire(ByteBuffer.wrap(bytes(more().getInt())));
            to.segments.put(segment.id(), segment);
        }
        if (fifo) {
            ids.addFirst(GroupImage.Ids.fromWire(this::more));
        }
        if (steps) {
            topicsOfSteps();
            return;
        }
        for (int topics = more().getInt(); topics > 0; topics--) {
            keep(more().getLong());
        }
    }

    private void topicsOfSteps() {
        if (more().getInt() != ImageWriter.UNCOUNTED) {
            throw new IllegalArgumentException("topics are counted where they cannot be");
        }
        for (long id = more().getLong(); id != ImageWriter.NO_MORE_TOPICS; id = more().getLong()) {
            keep(id);
        }
        for (int ended = more().getInt(); ended > 0; ended--) {
            gone.add(more().getLong());
        }
    }

    /** Brings a topic into the state, unless a newer image has it or knows that it is gone. */
    private void keep(long id) {
        int readsBefore = reads.size();
        int leftsBefore = lefts.size();
        ShardState head = into;
        boolean older = gone.contains(id) || state.topics.contains(id);
        into = older ? new ShardState(Bodies.NOWHERE) : state;
        TopicState topic = topic(id);
        into = head;
        if (older) {
            reads.subList(readsBefore, reads.size()).clear();
            lefts.subList(leftsBefore, lefts.size()).clear();
            return;
        }
        state.topics.put(topic);
        if (topic.groups != null) {
            state.fifoTopics++;
        }
        if (reads.size() == readsBefore && lefts.size() == leftsBefore && topic.canRest()) {
            state.topics.rest(topic);
        }
    }

    /** What follows its id. */
    private TopicState topic(long id) {
        PartitionId partition = new PartitionId(id);
        long revision = more().getLong();
        TopicRules known = CommandCodec.rules(more());
        TopicState topic =
                new TopicState(partition, revision, known, into.shelf(partition, known.tenant()), into.holes);
        topic.nextOffset = more().getLong();
        topic.nextReadySequence = in.getLong();
        topic.nextParkSequence = in.getLong();
        topic.purgedMs = in.getLong();
        meters(topic.meters);
        for (int sources = more().getInt(); sources > 0; sources--) {
            PartitionId source = new PartitionId(more().getLong());
            topic.takenIn.put(source, in.getLong());
        }
        if (bodies) {
            // What was in the order of age expires alone now, to the millisecond as then.
            entries(topic, null);
        } else {
            slices(topic);
        }
        entries(topic, null);
        for (int outboxes = more().getInt(); outboxes > 0; outboxes--) {
            TopicState.Outbox outbox = new TopicState.Outbox(CommandCodec.place(more()));
            topic.outboxes.put(outbox.target().partition(), outbox);
            for (int entries = more().getInt(); entries > 0; entries--) {
                lefts.add(new Left(topic, outbox, more().getLong()));
            }
        }
        if (fifo && Wire.flag(more())) {
            topic.beFifo(into.groupsWeight);
            topic.existingGroups().restoring = GroupImage.fromWire(topic, this::more);
        }
        for (int held = files ? more().getInt() : 0; held > 0; held--) {
            long offset = more().getLong();
            Filing.restore(into, new HeldFile(BodyFileWire.fromWire(in), topic, offset));
        }
        for (int runs = moves ? more().getInt() : 0; runs > 0; runs--) {
            Moving.restore(into, topic, MoveImage.fromWire(more()));
        }
        for (int noted = notes ? more().getInt() : 0; noted > 0; noted--) {
            long offset = more().getLong();
            Noting.put(into, topic, offset, NoteWire.note(in));
        }
        for (int runs = fair ? more().getInt() : 0; runs > 0; runs--) {
            TagImage.fromWire(into, topic, more());
        }
        return topic;
    }

    private void slices(TopicState topic) {
        Long2ObjectOpenHashMap<Slice> byFirst = new Long2ObjectOpenHashMap<>();
        for (int slices = more().getInt(); slices > 0; slices--) {
            Slice slice = new Slice(more().getLong(), in.getLong());
            slice.lastOffset = in.getLong();
            slice.untouched = in.getInt();
            slice.untouchedBytes = in.getLong();
            topic.slices.append(slice);
            into.storedBytes += slice.untouchedBytes;
            byFirst.put(slice.firstOffset, slice);
            entries(topic, slice);
            for (int runs = delays ? more().getInt() : 0; runs > 0; runs--) {
                Delaying.restore(into, topic, slice, more().getLong(), in.getLong(), in.getInt());
            }
        }
        for (int ranges = more().getInt(); ranges > 0; ranges--) {
            Slice slice = byFirst.get(more().getLong());
            if (slice == null) {
                throw new IllegalArgumentException("a range without its slice");
            }
            topic.fresh.restore(new Untouched.Range(slice, in.getLong(), in.getLong()));
        }
    }

    private void entries(TopicState topic, @Nullable Slice slice) {
        for (int entries = more().getInt(); entries > 0; entries--) {
            reads.add(read(topic, slice));
        }
    }

    private Read read(TopicState topic, @Nullable Slice slice) {
        ByteBuffer from = more();
        return new Read(
                topic,
                slice,
                from.getLong(),
                bodies ? from.getInt() : 0,
                from.getInt(),
                from.getLong(),
                Entry.Phase.fromWire(from.get()),
                from.getInt(),
                from.getInt(),
                from.getLong(),
                from.getLong(),
                from.getLong(),
                Source.fromWire(from));
    }

    private Entry entry(Read read) {
        TopicState topic = read.topic;
        Entry entry = topic.groups == null
                ? new Entry(topic, read.offset, read.bytes, read.sentMs, read.source.name)
                : topic.groups.restored(read.offset, read.bytes, read.sentMs, read.source.name, read.phase);
        if (bodies) {
            envelopes.add(new Body(entry, bytes(read.envelopeBytes)));
        }
        entry.phase = read.phase;
        entry.receives = read.receives;
        entry.delivery = read.delivery;
        entry.receivesElsewhere = read.source.receives;
        entry.firstReceivedMs = read.firstReceivedMs;
        entry.leasedMs = read.leasedMs;
        topic.entries.put(entry.offset, entry);
        state.entries++;
        state.storedBytes += entry.bytes;
        if (read.slice != null) {
            read.slice.link(entry);
        } else if (entry.isLeaving()) {
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
            case PARKING, MOVING -> entry.parkSequence = read.place;
        }
        return entry;
    }

    private void meters(TopicMeters meters) {
        ByteBuffer from = more();
        meters.ingressBytes = from.getLong();
        meters.egressBytes = from.getLong();
        meters.opsIn = from.getLong();
        meters.opsOut = from.getLong();
        meters.stored.fromWire(more());
    }

    private byte[] bytes(int length) {
        if (length < 0 || length > MAX_BYTES) {
            throw new IllegalArgumentException("a record of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        int at = 0;
        while (at < length) {
            ByteBuffer from = more();
            int part = Math.min(length - at, from.remaining());
            from.get(bytes, at, part);
            at += part;
        }
        return bytes;
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
            @Nullable Slice slice,
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
            Source source) {}

    /** Who parked a message here, and how often it was delivered until then. */
    private record Source(@Nullable String name, int receives) {
        static Source fromWire(ByteBuffer in) {
            byte kind = in.get();
            if (kind == ImageWriter.ALONE) {
                return new Source(null, 0);
            }
            String name = Wire.text(in);
            return new Source(name, kind == ImageWriter.FROM_COUNTED ? in.getInt() : 0);
        }
    }

    /** What version 1 knew of a body. */
    private record Body(Entry entry, byte[] envelope) {}

    /** A line of an outbox. */
    private record Left(TopicState topic, TopicState.Outbox outbox, long offset) {}
}
