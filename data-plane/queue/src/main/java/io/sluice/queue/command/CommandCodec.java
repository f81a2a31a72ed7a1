package io.sluice.queue.command;

import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.TenantId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Commands as bytes, version 1: a kind byte, then the record's fields in order; numbers big-endian, lists behind a
 * four-byte count, bytes behind a four-byte length, texts as UTF-8 behind a two-byte length. A kind's layout never
 * changes: a new layout is a new kind.
 */
public final class CommandCodec {
    private static final byte SEND_V1 = 1;
    private static final byte RECEIVE_V1 = 2;
    private static final byte ACK = 3;
    private static final byte EXTEND = 4;
    private static final byte GIVE_BACK = 5;
    private static final byte PURGE = 6;
    private static final byte CONFIGURE = 7;
    private static final byte DELETE = 8;
    private static final byte ARRIVE = 9;
    private static final byte SETTLE = 10;
    private static final byte FORGET = 11;
    private static final byte CONNECTED = 12;
    private static final byte TICK = 13;
    private static final byte SEND_V2 = 14;
    private static final byte RECEIVE = 15;
    private static final byte FLUSHED = 16;
    private static final byte UPLOADED = 17;
    private static final byte EVICTED = 18;
    private static final byte DROPPED = 19;
    private static final byte BEGAN = 20;
    private static final byte SEND_FILED = 32;
    private static final byte ARRIVE_FILED = 33;
    private static final byte BODY_UPLOADED = 34;
    private static final byte BODY_EVICTED = 35;
    private static final byte BODY_LOST = 36;
    private static final byte LOST = 40;
    private static final byte SEND = 48;
    /** With files, of which there may be none. */
    private static final byte SEND_FIFO = 50;

    private static final byte CONFIGURE_FIFO_V1 = 51;
    private static final byte RECEIVE_FIFO = 52;
    /** Likewise. */
    private static final byte ARRIVE_FIFO = 53;

    private static final byte NACK = 60;
    private static final byte HOLD = 61;
    private static final byte SCHEDULE = 62;
    private static final byte RESCHEDULE = 63;
    private static final byte LOOKED = 64;
    private static final byte CANCEL = 75;
    /** Before an arrival of which messages have notes; those follow it. */
    private static final byte NOTED = 76;

    /** Before an arrival, noted or not, of which messages were delivered before; how often stands behind it. */
    private static final byte COUNTED = 79;

    /** Before a send; a hash comes between. */
    private static final byte ONCE = 77;

    private static final byte CONFIGURE_FIFO = 80;

    private static final int WHEN_BYTES = 1 + 8;
    private static final int TOPIC_BYTES = 1 + 8;
    private static final int MAX_TEXT_BYTES = 3 * 256;

    private CommandCodec() {}

    /** At least as many bytes as {@link #toWire} will write. */
    public static int sizeBound(Command command) {
        return TOPIC_BYTES
                + switch (command) {
                    case Command.Send c -> sizeBound(c.messages());
                    case Command.SendV1 c -> sizeBound(c.messages());
                    case Command.SendV2 c -> sizeBound(c.messages());
                    case Command.Receive c -> 8 + 4 + 20 * c.offsets().length;
                    case Command.ReceiveFifo c -> 8 + 4 + 28 * c.receive().offsets().length + Hash128.BYTES;
                    case Command.ReceiveV1 c -> 8 + 4 + 8 * c.offsets().length;
                    case Command.Ack c -> 4 + 12 * c.offsets().length;
                    case Command.Extend c -> 4 + 20 * c.offsets().length;
                    case Command.GiveBack c -> 8 + 8 + 8 + 4 + 12 * c.offsets().length;
                    case Command.Purge c -> 8;
                    case Command.Configure c -> 8 + 8 + MAX_TEXT_BYTES + 3 * 8 + 4 + 1 + 8 + 4 + 4;
                    case Command.ConfigureFifoV1 c -> sizeBound(c.configure());
                    case Command.Delete c -> 0;
                    case Command.Arrive c -> {
                        int size = 8 + MAX_TEXT_BYTES + 4;
                        for (Command.Parked message : c.messages()) {
                            size += 8 + 4 + 8 + 4 + message.envelope().length + 8 + 4;
                        }
                        yield size + 4 + 1 + 1 + NoteWire.sizeBound(c);
                    }
                    case Command.Settle c -> 8 + 8 + 1;
                    case Command.Forget c -> 8;
                    case Command.Connected c -> 8 + 8 + 4 + 16 * c.times().size();
                    case Command.Flushed c -> SegmentWire.sizeBound(c.segment()) + 4 + 8 * c.replaces().length;
                    case Command.Uploaded c -> 8;
                    case Command.Evicted c -> 8;
                    case Command.Dropped c -> 4 + 8 * c.segments().length;
                    case Command.Began c -> 8;
                    case Command.SendFiled c -> sizeBound(c.send()) + BodyFileWire.sizeBound(c.files());
                    case Command.ArriveFiled c -> sizeBound(c.arrive()) + BodyFileWire.sizeBound(c.files()) + 1;
                    case Command.BodyUploaded c -> 8;
                    case Command.BodyEvicted c -> 8;
                    case Command.BodyLost c -> 8 + 4 + 8;
                    case Command.Lost c -> 8 + 4 + 24 * c.ranges().size();
                    case Command.Move c -> MoveWire.sizeBound(c);
                    case Command.Nack c -> NoteWire.sizeBound(c);
                    case Command.Hold c -> sizeBound(c.extend());
                    case Command.Schedule c -> sizeBound(c.messages()) + WHEN_BYTES;
                    case Command.Once c -> 1 + Hash128.BYTES + sizeBound(c.send());
                    case Command.Reschedule c -> 8 + 4 + WHEN_BYTES;
                    case Command.Cancel c -> 8 + 4;
                    case Command.Looked c -> 8;
                    case Command.Tick c -> 0;
                };
    }

    public static void toWire(Command command, ByteBuffer out) {
        switch (command) {
            case Command.Send c -> {
                if (FifoWire.isFifo(c)) {
                    FifoWire.putSend(out.put(SEND_FIFO), c, List.of());
                } else {
                    putSend(out, SEND, c.partition(), c.messages());
                }
            }
            case Command.ReceiveFifo c -> FifoWire.putReceive(out.put(RECEIVE_FIFO), c);
            case Command.SendV1 c -> putSend(out, SEND_V1, c.partition(), c.messages());
            case Command.SendV2 c -> putSend(out, SEND_V2, c.partition(), c.messages());
            case Command.Receive c -> putReceive(out.put(RECEIVE), c);
            case Command.ReceiveV1 c -> {
                out.put(RECEIVE_V1).putLong(c.partition().value()).putLong(c.leaseMs());
                out.putInt(c.offsets().length);
                for (long offset : c.offsets()) {
                    out.putLong(offset);
                }
            }
            case Command.Ack c -> {
                out.put(ACK).putLong(c.partition().value());
                putDeliveries(out, c.offsets(), c.deliveries());
            }
            case Command.Extend c -> putExtend(out, EXTEND, c);
            case Command.GiveBack c -> {
                out.put(GIVE_BACK).putLong(c.partition().value());
                out.putLong(c.tenant().account()).putLong(c.bytes()).putLong(c.operations());
                putDeliveries(out, c.offsets(), c.deliveries());
            }
            case Command.Purge c ->
                out.put(PURGE).putLong(c.partition().value()).putLong(c.restMs());
            case Command.Configure c -> putConfigure(out, c.rules().fifo() ? CONFIGURE_FIFO : CONFIGURE, c);
            case Command.ConfigureFifoV1 c -> putConfigure(out, CONFIGURE_FIFO_V1, c.configure());
            case Command.Delete c -> out.put(DELETE).putLong(c.partition().value());
            case Command.Arrive c -> {
                putBefore(out, c);
                if (FifoWire.isFifo(c)) {
                    FifoWire.putArrive(out.put(ARRIVE_FIFO), c, List.of(), false);
                } else {
                    putArrive(out.put(ARRIVE), c);
                }
                putBehind(out, c);
            }
            case Command.SendFiled c
            when FifoWire.isFifo(c.send()) -> FifoWire.putSend(out.put(SEND_FIFO), c.send(), c.files());
            case Command.ArriveFiled c
            when FifoWire.isFifo(c.arrive()) -> {
                putBefore(out, c.arrive());
                FifoWire.putArrive(out.put(ARRIVE_FIFO), c.arrive(), c.files(), c.here());
                putBehind(out, c.arrive());
            }
            case Command.SendFiled c -> {
                putSend(out, SEND_FILED, c.send().partition(), c.send().messages());
                BodyFileWire.putAttached(c.files(), out);
            }
            case Command.ArriveFiled c -> {
                putBefore(out, c.arrive());
                putArrive(out.put(ARRIVE_FILED), c.arrive());
                BodyFileWire.putAttached(c.files(), out);
                out.put((byte) (c.here() ? 1 : 0));
                putBehind(out, c.arrive());
            }
            case Command.BodyUploaded c -> out.put(BODY_UPLOADED).putLong(c.file());
            case Command.BodyEvicted c -> out.put(BODY_EVICTED).putLong(c.file());
            case Command.BodyLost c ->
                out.put(BODY_LOST).putLong(c.file()).putInt(c.bytes()).putLong(c.sentMs());
            case Command.Settle c -> {
                out.put(SETTLE).putLong(c.source().value()).putLong(c.target().value());
                out.putLong(c.sequence()).put((byte) (c.taken() ? 1 : 0));
            }
            case Command.Forget c ->
                out.put(FORGET).putLong(c.target().value()).putLong(c.source().value());
            case Command.Connected c -> {
                out.put(CONNECTED).putLong(c.gateway()).putLong(c.minute());
                out.putInt(c.times().size());
                for (Command.TenantTime time : c.times()) {
                    out.putLong(time.tenant().account()).putLong(time.ms());
                }
            }
            case Command.Flushed c -> {
                out.put(FLUSHED);
                SegmentWire.toWire(c.segment(), out);
                putIds(out, c.replaces());
            }
            case Command.Uploaded c -> out.put(UPLOADED).putLong(c.segment());
            case Command.Evicted c -> out.put(EVICTED).putLong(c.segment());
            case Command.Dropped c -> putIds(out.put(DROPPED), c.segments());
            case Command.Lost c -> {
                out.put(LOST).putLong(c.segment()).putInt(c.ranges().size());
                for (Command.Range range : c.ranges()) {
                    out.putLong(range.partition().value())
                            .putLong(range.first())
                            .putLong(range.last());
                }
            }
            case Command.Began c -> out.put(BEGAN).putLong(c.epoch());
            case Command.Move c -> MoveWire.toWire(c, out);
            case Command.Nack c -> {
                out.put(NACK).putLong(c.partition().value());
                NoteWire.putReturned(c.messages(), out);
            }
            case Command.Hold c -> putExtend(out, HOLD, c.extend());
            case Command.Schedule c -> {
                putSend(out, SCHEDULE, c.partition(), c.messages());
                putWhen(out, c.when());
            }
            case Command.Once c -> {
                FifoWire.putHash(out.put(ONCE), c.token());
                toWire(c.send(), out);
            }
            case Command.Reschedule c -> {
                out.put(RESCHEDULE).putLong(c.partition().value());
                putWhen(out.putLong(c.offset()).putInt(c.bytes()), c.when());
            }
            case Command.Cancel c ->
                out.put(CANCEL)
                        .putLong(c.partition().value())
                        .putLong(c.offset())
                        .putInt(c.bytes());
            case Command.Looked c ->
                out.put(LOOKED).putLong(c.partition().value()).putLong(c.operations());
            case Command.Tick c -> out.put(TICK);
        }
    }

    /**
     * Reads one command.
     *
     * @throws IllegalArgumentException on bytes that {@link #toWire} cannot have written
     */
    public static Command fromWire(ByteBuffer in) {
        try {
            byte kind = in.get();
            return switch (kind) {
                case SEND -> new Command.Send(partition(in), messages(in));
                case SEND_V2 -> new Command.SendV2(partition(in), messages(in));
                case SEND_V1 -> new Command.SendV1(partition(in), messages(in));
                case RECEIVE -> receive(in);
                case SEND_FIFO -> FifoWire.send(in);
                case RECEIVE_FIFO -> FifoWire.receive(in);
                case ARRIVE_FIFO -> FifoWire.arrive(in);
                case CONFIGURE_FIFO -> configureFifo(in);
                case CONFIGURE_FIFO_V1 -> new Command.ConfigureFifoV1(configureFifo(in));
                case RECEIVE_V1 -> new Command.ReceiveV1(partition(in), in.getLong(), offsets(in, Wire.count(in, 8)));
                case ACK -> {
                    PartitionId partition = partition(in);
                    int count = Wire.count(in, 12);
                    yield new Command.Ack(partition, offsets(in, count), deliveries(in, count));
                }
                case EXTEND -> extend(in);
                case GIVE_BACK -> {
                    PartitionId partition = partition(in);
                    TenantId tenant = new TenantId(in.getLong());
                    long bytes = in.getLong();
                    long operations = in.getLong();
                    int count = Wire.count(in, 12);
                    yield new Command.GiveBack(
                            partition, tenant, offsets(in, count), deliveries(in, count), bytes, operations);
                }
                case PURGE -> new Command.Purge(partition(in), in.getLong());
                case CONFIGURE -> new Command.Configure(partition(in), in.getLong(), rules(in));
                case DELETE -> new Command.Delete(partition(in));
                case ARRIVE -> arrive(in);
                case SETTLE -> new Command.Settle(partition(in), partition(in), in.getLong(), Wire.flag(in));
                case FORGET -> new Command.Forget(partition(in), partition(in));
                case CONNECTED -> connected(in);
                case FLUSHED -> new Command.Flushed(SegmentWire.fromWire(in), offsets(in, Wire.count(in, 8)));
                case UPLOADED -> new Command.Uploaded(in.getLong());
                case EVICTED -> new Command.Evicted(in.getLong());
                case DROPPED -> new Command.Dropped(offsets(in, Wire.count(in, 8)));
                case BEGAN -> new Command.Began(in.getLong());
                case SEND_FILED ->
                    new Command.SendFiled(new Command.Send(partition(in), messages(in)), BodyFileWire.attached(in));
                case ARRIVE_FILED -> new Command.ArriveFiled(arrive(in), BodyFileWire.attached(in), Wire.flag(in));
                case BODY_UPLOADED -> new Command.BodyUploaded(in.getLong());
                case BODY_EVICTED -> new Command.BodyEvicted(in.getLong());
                case BODY_LOST -> new Command.BodyLost(in.getLong(), in.getInt(), in.getLong());
                case LOST -> new Command.Lost(in.getLong(), ranges(in));
                case MoveWire.START,
                        MoveWire.CANCEL,
                        MoveWire.TAKE,
                        MoveWire.TAKE_FIFO,
                        MoveWire.FAIL,
                        MoveWire.ENTER,
                        MoveWire.REDRIVE,
                        MoveWire.REDRIVE_FIFO -> MoveWire.fromWire(kind, in);
                case NACK -> new Command.Nack(partition(in), NoteWire.returned(in));
                case HOLD -> new Command.Hold(extend(in));
                case SCHEDULE -> new Command.Schedule(partition(in), messages(in), when(in));
                case RESCHEDULE -> new Command.Reschedule(partition(in), in.getLong(), in.getInt(), when(in));
                case CANCEL -> new Command.Cancel(partition(in), in.getLong(), in.getInt());
                case ONCE -> once(in);
                case LOOKED -> new Command.Looked(partition(in), in.getLong());
                case NOTED -> noted(in);
                case COUNTED -> counted(in);
                case TICK -> new Command.Tick();
                default -> throw new IllegalArgumentException("command of unknown kind " + kind);
            };
        } catch (BufferUnderflowException cut) {
            throw new IllegalArgumentException("command cut short", cut);
        }
    }

    public static void putRules(ByteBuffer out, TopicRules rules) {
        out.putLong(rules.tenant().account());
        Wire.putText(out, rules.name());
        out.putLong(rules.leaseMs()).putLong(rules.delayMs()).putLong(rules.retentionMs());
        out.putInt(rules.maxMessageBytes());
        out.put((byte) (rules.deadLetters().isPresent() ? 1 : 0));
        rules.deadLetters().ifPresent(letters -> {
            putPlace(out, letters.target());
            out.putInt(letters.maxReceives());
        });
    }

    public static TopicRules rules(ByteBuffer in) {
        return new TopicRules(
                new TenantId(in.getLong()),
                Wire.text(in),
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.getInt(),
                Wire.flag(in) ? Optional.of(new TopicRules.DeadLetters(place(in), in.getInt())) : Optional.empty());
    }

    public static void putPlace(ByteBuffer out, Place place) {
        out.putLong(place.partition().value()).putInt(place.shard());
    }

    public static Place place(ByteBuffer in) {
        return new Place(partition(in), in.getInt());
    }

    static PartitionId partition(ByteBuffer in) {
        return new PartitionId(in.getLong());
    }

    private static void putConfigure(ByteBuffer out, byte kind, Command.Configure configure) {
        out.put(kind).putLong(configure.partition().value()).putLong(configure.revision());
        putRules(out, configure.rules());
    }

    private static Command.Configure configureFifo(ByteBuffer in) {
        return new Command.Configure(partition(in), in.getLong(), rules(in).ofFifo());
    }

    private static void putExtend(ByteBuffer out, byte kind, Command.Extend extend) {
        out.put(kind).putLong(extend.partition().value());
        putDeliveries(out, extend.offsets(), extend.deliveries());
        for (long leaseMs : extend.leaseMs()) {
            out.putLong(leaseMs);
        }
    }

    private static Command.Extend extend(ByteBuffer in) {
        PartitionId partition = partition(in);
        int count = Wire.count(in, 20);
        return new Command.Extend(partition, offsets(in, count), deliveries(in, count), offsets(in, count));
    }

    private static void putWhen(ByteBuffer out, Command.When when) {
        out.put((byte) (when.fromNow() ? 1 : 0)).putLong(when.ms());
    }

    private static Command.When when(ByteBuffer in) {
        return new Command.When(Wire.flag(in), in.getLong());
    }

    private static void putBefore(ByteBuffer out, Command.Arrive arrive) {
        if (isCounted(arrive)) {
            out.put(COUNTED);
        }
        if (NoteWire.isNoted(arrive)) {
            out.put(NOTED);
        }
    }

    private static void putBehind(ByteBuffer out, Command.Arrive arrive) {
        NoteWire.putNotes(arrive, out);
        if (isCounted(arrive)) {
            arrive.messages().forEach(message -> out.putInt(message.receives()));
        }
    }

    private static boolean isCounted(Command.Arrive arrive) {
        return arrive.messages().stream().anyMatch(message -> message.receives() > 0);
    }

    private static Command counted(ByteBuffer in) {
        if (in.duplicate().get() == COUNTED) {
            throw new IllegalArgumentException("counts for counts");
        }
        return switch (fromWire(in)) {
            case Command.Arrive arrive -> counts(arrive, in);
            case Command.ArriveFiled filed ->
                new Command.ArriveFiled(counts(filed.arrive(), in), filed.files(), filed.here());
            default -> throw new IllegalArgumentException("counts for what brings no messages");
        };
    }

    private static Command.Arrive counts(Command.Arrive arrive, ByteBuffer in) {
        List<Command.Parked> messages = new ArrayList<>(arrive.messages());
        messages.replaceAll(message -> message.after(in.getInt()));
        return new Command.Arrive(arrive.source(), arrive.target(), arrive.sourceName(), messages);
    }

    private static Command once(ByteBuffer in) {
        Hash128 token = FifoWire.hash(in);
        byte kind = in.duplicate().get();
        if (kind != SEND && kind != SCHEDULE) {
            throw new IllegalArgumentException("a command of kind " + kind + " is not done once");
        }
        Command send = fromWire(in);
        int messages = send instanceof Command.Schedule later
                ? later.messages().size()
                : ((Command.Send) send).messages().size();
        if (messages != 1) {
            throw new IllegalArgumentException(messages + " messages to be sent once");
        }
        return new Command.Once(send, token);
    }

    private static Command noted(ByteBuffer in) {
        byte kind = in.duplicate().get();
        if (kind == NOTED || kind == COUNTED) {
            throw new IllegalArgumentException("notes for notes");
        }
        return switch (fromWire(in)) {
            case Command.Arrive arrive -> NoteWire.notes(arrive, in);
            case Command.ArriveFiled filed ->
                new Command.ArriveFiled(NoteWire.notes(filed.arrive(), in), filed.files(), filed.here());
            default -> throw new IllegalArgumentException("notes for what brings no messages");
        };
    }

    private static int sizeBound(List<Command.NewMessage> messages) {
        int size = 4 + 4;
        boolean grouped = false;
        for (Command.NewMessage message : messages) {
            size += 4 + 8 + 4 + message.envelope().length;
            grouped |= message.grouped() != null;
        }
        return grouped ? size + messages.size() * (8 + Hash128.BYTES) : size;
    }

    private static void putSend(ByteBuffer out, byte kind, PartitionId partition, List<Command.NewMessage> messages) {
        putMessages(out.put(kind), partition, messages);
    }

    static void putMessages(ByteBuffer out, PartitionId partition, List<Command.NewMessage> messages) {
        out.putLong(partition.value()).putInt(messages.size());
        for (Command.NewMessage message : messages) {
            out.putInt(message.bytes()).putLong(message.delayMs());
            Wire.putBytes(out, message.envelope());
        }
    }

    static void putReceive(ByteBuffer out, Command.Receive receive) {
        out.putLong(receive.partition().value()).putLong(receive.leaseMs());
        out.putInt(receive.offsets().length);
        for (int i = 0; i < receive.offsets().length; i++) {
            out.putLong(receive.offsets()[i]).putInt(receive.bytes()[i]).putLong(receive.sentMs()[i]);
        }
    }

    static void putArrive(ByteBuffer out, Command.Arrive arrive) {
        out.putLong(arrive.target().value()).putLong(arrive.source().value());
        Wire.putText(out, arrive.sourceName());
        out.putInt(arrive.messages().size());
        for (Command.Parked message : arrive.messages()) {
            out.putLong(message.sequence()).putInt(message.bytes()).putLong(message.sentMs());
            Wire.putBytes(out, message.envelope());
        }
    }

    static Command.Receive receive(ByteBuffer in) {
        PartitionId partition = partition(in);
        long leaseMs = in.getLong();
        int count = Wire.count(in, 20);
        long[] offsets = new long[count];
        int[] bytes = new int[count];
        long[] sentMs = new long[count];
        for (int i = 0; i < count; i++) {
            offsets[i] = in.getLong();
            bytes[i] = in.getInt();
            sentMs[i] = in.getLong();
        }
        return new Command.Receive(partition, leaseMs, offsets, bytes, sentMs);
    }

    static List<Command.NewMessage> messages(ByteBuffer in) {
        int count = Wire.count(in, 16);
        List<Command.NewMessage> messages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int bytes = in.getInt();
            long delayMs = in.getLong();
            messages.add(new Command.NewMessage(Wire.bytes(in), bytes, delayMs));
        }
        return messages;
    }

    private static List<Command.Range> ranges(ByteBuffer in) {
        int count = Wire.count(in, 24);
        List<Command.Range> ranges = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ranges.add(new Command.Range(partition(in), in.getLong(), in.getLong()));
        }
        return ranges;
    }

    static Command.Arrive arrive(ByteBuffer in) {
        PartitionId target = partition(in);
        PartitionId source = partition(in);
        String sourceName = Wire.text(in);
        int count = Wire.count(in, 24);
        List<Command.Parked> messages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long sequence = in.getLong();
            int bytes = in.getInt();
            long sentMs = in.getLong();
            messages.add(new Command.Parked(sequence, Wire.bytes(in), bytes, sentMs));
        }
        return new Command.Arrive(source, target, sourceName, messages);
    }

    private static Command.Connected connected(ByteBuffer in) {
        long gateway = in.getLong();
        long minute = in.getLong();
        int count = Wire.count(in, 16);
        List<Command.TenantTime> times = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            times.add(new Command.TenantTime(new TenantId(in.getLong()), in.getLong()));
        }
        return new Command.Connected(gateway, minute, times);
    }

    private static void putIds(ByteBuffer out, long[] ids) {
        out.putInt(ids.length);
        for (long id : ids) {
            out.putLong(id);
        }
    }

    private static void putDeliveries(ByteBuffer out, long[] offsets, int[] deliveries) {
        out.putInt(offsets.length);
        for (long offset : offsets) {
            out.putLong(offset);
        }
        for (int delivery : deliveries) {
            out.putInt(delivery);
        }
    }

    private static long[] offsets(ByteBuffer in, int count) {
        long[] offsets = new long[count];
        for (int i = 0; i < count; i++) {
            offsets[i] = in.getLong();
        }
        return offsets;
    }

    private static int[] deliveries(ByteBuffer in, int count) {
        int[] deliveries = new int[count];
        for (int i = 0; i < count; i++) {
            deliveries[i] = in.getInt();
        }
        return deliveries;
    }
}
