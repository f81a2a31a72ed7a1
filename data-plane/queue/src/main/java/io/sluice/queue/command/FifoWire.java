package io.sluice.queue.command;

import io.sluice.model.PartitionId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commands of FIFO topics as bytes: those of standard topics, then group and deduplication id of each message, or its group;
 * then body files, of which there may be none, or the attempt.
 */
public final class FifoWire {
    private FifoWire() {}

    /** On a standard topic, which has these commands too when messages have groups, not every message need have one. */
    static boolean isFifo(Command.Send send) {
        for (Command.NewMessage message : send.messages()) {
            if (message.grouped() != null) {
                return true;
            }
        }
        return false;
    }

    static boolean isFifo(Command.Arrive arrive) {
        return !arrive.messages().isEmpty() && arrive.messages().getFirst().group() != Command.NO_GROUP;
    }

    static void putSend(ByteBuffer out, Command.Send send, List<Command.Attached> files) {
        CommandCodec.putMessages(out, send.partition(), send.messages());
        for (Command.NewMessage message : send.messages()) {
            Command.Grouped grouped = message.grouped();
            putHash(
                    out.putLong(grouped == null ? Command.NO_GROUP : grouped.group()),
                    grouped == null ? Hash128.NONE : grouped.deduplication());
        }
        BodyFileWire.putAttached(files, out);
    }

    static Command send(ByteBuffer in) {
        PartitionId partition = CommandCodec.partition(in);
        List<Command.NewMessage> messages = CommandCodec.messages(in);
        messages.replaceAll(message -> new Command.NewMessage(
                message.envelope(), message.bytes(), message.delayMs(), grouped(in.getLong(), hash(in))));
        Command.Send send = new Command.Send(partition, messages);
        List<Command.Attached> files = BodyFileWire.attached(in);
        return files.isEmpty() ? send : new Command.SendFiled(send, files);
    }

    private static Command.@Nullable Grouped grouped(long group, Hash128 deduplication) {
        boolean alone = group == Command.NO_GROUP && deduplication.equals(Hash128.NONE);
        return alone ? null : new Command.Grouped(group, deduplication);
    }

    static void putReceive(ByteBuffer out, Command.ReceiveFifo fifo) {
        CommandCodec.putReceive(out, fifo.receive());
        for (long group : fifo.groups()) {
            out.putLong(group);
        }
        putHash(out, fifo.attempt());
    }

    static Command receive(ByteBuffer in) {
        Command.Receive receive = CommandCodec.receive(in);
        long[] groups = new long[receive.offsets().length];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = in.getLong();
        }
        return new Command.ReceiveFifo(receive, groups, hash(in));
    }

    static void putArrive(ByteBuffer out, Command.Arrive arrive, List<Command.Attached> files, boolean here) {
        CommandCodec.putArrive(out, arrive);
        for (Command.Parked message : arrive.messages()) {
            out.putLong(message.group());
        }
        BodyFileWire.putAttached(files, out);
        out.put((byte) (here ? 1 : 0));
    }

    static Command arrive(ByteBuffer in) {
        Command.Arrive plain = CommandCodec.arrive(in);
        List<Command.Parked> messages = new ArrayList<>(plain.messages());
        messages.replaceAll(message -> message.of(in.getLong()));
        Command.Arrive arrive = new Command.Arrive(plain.source(), plain.target(), plain.sourceName(), messages);
        List<Command.Attached> files = BodyFileWire.attached(in);
        boolean here = Wire.flag(in);
        return files.isEmpty() ? arrive : new Command.ArriveFiled(arrive, files, here);
    }

    public static void putHash(ByteBuffer out, Hash128 hash) {
        out.putLong(hash.high()).putLong(hash.low());
    }

    public static Hash128 hash(ByteBuffer in) {
        return new Hash128(in.getLong(), in.getLong());
    }
}
