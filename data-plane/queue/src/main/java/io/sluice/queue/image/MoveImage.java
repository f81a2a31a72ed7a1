package io.sluice.queue.image;

import io.sluice.model.MoveTask;
import io.sluice.queue.MoveRun;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.MoveWire;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What an image has of a message move task; what the log has of it is {@link MoveWire}'s. */
final class MoveImage {
    private MoveImage() {}

    static void toWire(MoveRun run, ByteBuffer out) {
        out.putLong(run.number);
        MoveWire.putDestination(out, run.target, run.name);
        out.putInt(run.perSecond).putLong(run.startedMs).putLong(run.toMove);
        out.put(toWire(run.state)).put(run.failure == null ? 0 : MoveWire.toWire(run.failure));
        out.putLong(run.taken).putLong(run.moved).putInt(run.underWay).putLong(run.nextUs);
    }

    static MoveRun fromWire(ByteBuffer in) {
        long number = in.getLong();
        Optional<Command.Move.Destination> destination = MoveWire.destination(in);
        MoveRun run = new MoveRun(
                number,
                destination.map(Command.Move.Destination::place).orElse(null),
                destination.map(Command.Move.Destination::name).orElse(""),
                in.getInt(),
                in.getLong(),
                in.getLong());
        run.state = state(in.get());
        byte failure = in.get();
        run.failure = failure == 0 ? null : MoveWire.failure(failure);
        run.taken = in.getLong();
        run.moved = in.getLong();
        run.underWay = in.getInt();
        run.nextUs = in.getLong();
        return run;
    }

    private static byte toWire(MoveTask.State state) {
        return switch (state) {
            case RUNNING -> 1;
            case CANCELLING -> 2;
            case COMPLETED -> 3;
            case CANCELLED -> 4;
            case FAILED -> 5;
        };
    }

    private static MoveTask.State state(byte wire) {
        return switch (wire) {
            case 1 -> MoveTask.State.RUNNING;
            case 2 -> MoveTask.State.CANCELLING;
            case 3 -> MoveTask.State.COMPLETED;
            case 4 -> MoveTask.State.CANCELLED;
            case 5 -> MoveTask.State.FAILED;
            default -> throw new IllegalArgumentException("message move task in unknown state " + wire);
        };
    }
}
