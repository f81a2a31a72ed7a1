package io.sluice.queue.command;

import io.sluice.model.MoveTask;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Message move tasks in the log; for the shapes see {@link CommandCodec}. */
public final class MoveWire {
    static final byte START = 55;
    static final byte CANCEL = 56;
    static final byte TAKE = 57;
    static final byte FAIL = 58;
    static final byte ENTER = 59;
    /** As the one without, then the groups. */
    static final byte TAKE_FIFO = 65;

    static final byte REDRIVE_FIFO = 66;
    static final byte REDRIVE = 78;

    private static final int PLACE_BYTES = 8 + 4;
    private static final int PICK_BYTES = 8 + 4 + 8 + 1;
    private static final int MAX_TEXT_BYTES = 2 + 3 * 256;

    private MoveWire() {}

    static int sizeBound(Command.Move move) {
        return switch (move) {
            case Command.Move.Start m -> 1 + PLACE_BYTES + MAX_TEXT_BYTES + 4;
            case Command.Move.Cancel m -> 8;
            case Command.Move.Take m ->
                8
                        + 4
                        + PLACE_BYTES * m.targets().size()
                        + 4
                        + PICK_BYTES * m.picks().size();
            case Command.Move.Redrive m ->
                1
                        + PLACE_BYTES
                        + MAX_TEXT_BYTES
                        + 8
                        + 4
                        + PLACE_BYTES * m.targets().size()
                        + 4
                        + PICK_BYTES * m.picks().size();
            case Command.Move.TakeFifo m -> 1 + sizeBound(m.take()) + 8 * m.groups().length;
            case Command.Move.RedriveFifo m -> 1 + sizeBound(m.redrive()) + 8 * m.groups().length;
            case Command.Move.Fail m -> 8 + 1;
            case Command.Move.Enter m -> 1 + CommandCodec.sizeBound(m.batch());
        };
    }

    static void toWire(Command.Move move, ByteBuffer out) {
        switch (move) {
            case Command.Move.Start m -> {
                out.put(START).putLong(m.source().value());
                putDestination(
                        out,
                        m.destination().map(Command.Move.Destination::place).orElse(null),
                        m.destination().map(Command.Move.Destination::name).orElse(""));
                out.putInt(m.perSecond());
            }
            case Command.Move.Cancel m ->
                out.put(CANCEL).putLong(m.source().value()).putLong(m.task());
            case Command.Move.Take m -> putTake(out.put(TAKE), m);
            case Command.Move.TakeFifo m -> {
                putTake(out.put(TAKE_FIFO), m.take());
                putGroups(out, m.groups());
            }
            case Command.Move.Redrive m -> putRedrive(out.put(REDRIVE), m);
            case Command.Move.RedriveFifo m -> {
                putRedrive(out.put(REDRIVE_FIFO), m.redrive());
                putGroups(out, m.groups());
            }
            case Command.Move.Fail m ->
                out.put(FAIL).putLong(m.source().value()).putLong(m.task()).put(toWire(m.failure()));
            case Command.Move.Enter m -> CommandCodec.toWire(m.batch(), out.put(ENTER));
        }
    }

    private static void putTake(ByteBuffer out, Command.Move.Take take) {
        out.putLong(take.source().value()).putLong(take.task());
        putPicks(out, take.targets(), take.picks());
    }

    private static void putRedrive(ByteBuffer out, Command.Move.Redrive redrive) {
        out.putLong(redrive.source().value());
        putDestination(
                out,
                redrive.destination().map(Command.Move.Destination::place).orElse(null),
                redrive.destination().map(Command.Move.Destination::name).orElse(""));
        putPicks(out, redrive.targets(), redrive.picks());
    }

    /** As many as there are picks. */
    private static void putGroups(ByteBuffer out, long[] groups) {
        for (long group : groups) {
            out.putLong(group);
        }
    }

    private static void putPicks(ByteBuffer out, List<Place> targets, List<Command.Move.Pick> picks) {
        out.putInt(targets.size());
        targets.forEach(target -> CommandCodec.putPlace(out, target));
        out.putInt(picks.size());
        for (Command.Move.Pick pick : picks) {
            out.putLong(pick.offset()).putInt(pick.bytes()).putLong(pick.sentMs());
            out.put((byte) pick.target());
        }
    }

    /** What follows the kind. */
    static Command.Move fromWire(byte kind, ByteBuffer in) {
        if (kind == ENTER) {
            return switch (CommandCodec.fromWire(in)) {
                case Command.ArriveFiled batch -> new Command.Move.Enter(batch);
                // Those of a FIFO topic, none of which has a file.
                case Command.Arrive batch -> new Command.Move.Enter(new Command.ArriveFiled(batch, List.of(), false));
                default -> throw new IllegalArgumentException("moved messages that are no batch");
            };
        }
        PartitionId source = CommandCodec.partition(in);
        return switch (kind) {
            case START -> new Command.Move.Start(source, destination(in), in.getInt());
            case CANCEL -> new Command.Move.Cancel(source, in.getLong());
            case REDRIVE -> redrive(source, in);
            case REDRIVE_FIFO -> {
                Command.Move.Redrive redrive = redrive(source, in);
                yield new Command.Move.RedriveFifo(redrive, groups(in, redrive.picks()));
            }
            case TAKE -> take(source, in);
            case TAKE_FIFO -> {
                Command.Move.Take take = take(source, in);
                yield new Command.Move.TakeFifo(take, groups(in, take.picks()));
            }
            case FAIL -> new Command.Move.Fail(source, in.getLong(), failure(in.get()));
            default -> throw new IllegalArgumentException("command of unknown kind " + kind);
        };
    }

    private static Command.Move.Take take(PartitionId source, ByteBuffer in) {
        return new Command.Move.Take(source, in.getLong(), places(in), picks(in));
    }

    private static Command.Move.Redrive redrive(PartitionId source, ByteBuffer in) {
        return new Command.Move.Redrive(source, destination(in), places(in), picks(in));
    }

    private static long[] groups(ByteBuffer in, List<Command.Move.Pick> picks) {
        long[] groups = new long[picks.size()];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = in.getLong();
        }
        return groups;
    }

    public static void putDestination(ByteBuffer out, @Nullable Place place, String name) {
        out.put((byte) (place == null ? 0 : 1));
        if (place != null) {
            CommandCodec.putPlace(out, place);
            Wire.putText(out, name);
        }
    }

    public static Optional<Command.Move.Destination> destination(ByteBuffer in) {
        return Wire.flag(in)
                ? Optional.of(new Command.Move.Destination(CommandCodec.place(in), Wire.text(in)))
                : Optional.empty();
    }

    private static List<Place> places(ByteBuffer in) {
        List<Place> places = new ArrayList<>();
        for (int count = Wire.count(in, PLACE_BYTES); count > 0; count--) {
            places.add(CommandCodec.place(in));
        }
        return places;
    }

    private static List<Command.Move.Pick> picks(ByteBuffer in) {
        List<Command.Move.Pick> picks = new ArrayList<>();
        for (int count = Wire.count(in, PICK_BYTES); count > 0; count--) {
            picks.add(new Command.Move.Pick(in.getLong(), in.getInt(), in.getLong(), in.get()));
        }
        return picks;
    }

    public static byte toWire(MoveTask.Failure failure) {
        return switch (failure) {
            case TARGET_GONE -> 1;
            case NO_ORIGIN -> 2;
            case NO_SUCH_KEY -> 3;
            case KEY_DISABLED -> 4;
        };
    }

    public static MoveTask.Failure failure(byte wire) {
        return switch (wire) {
            case 1 -> MoveTask.Failure.TARGET_GONE;
            case 2 -> MoveTask.Failure.NO_ORIGIN;
            case 3 -> MoveTask.Failure.NO_SUCH_KEY;
            case 4 -> MoveTask.Failure.KEY_DISABLED;
            default -> throw new IllegalArgumentException("message move task that failed for unknown reason " + wire);
        };
    }
}
