package io.sluice.simulation;

import io.sluice.queue.command.Command;
import io.sluice.queue.command.CommandCodec;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Ends the process when messages that left one topic have just become durable in another, and nobody has put down yet that
 * they have left: they are offered again. By chance alone an end hardly ever comes just then.
 */
final class EndsAtArrivals {
    /** One seed in so many has them, the last of each. */
    private static final int SEEDS = 6;

    private static final int MOST = 3;
    private static final int ONE_IN = 4;

    private final World world;
    private final SplittableRandom random;
    private int left = MOST;

    EndsAtArrivals(World world, long seed) {
        this.world = world;
        this.random = new SplittableRandom(seed);
    }

    static boolean areIn(long seed) {
        return seed % SEEDS == SEEDS - 1;
    }

    /** Whether a frame brings messages from elsewhere. */
    static boolean isIn(ByteBuffer frame) {
        ByteBuffer commands = frame.duplicate();
        boolean found = false;
        while (commands.hasRemaining() && !found) {
            found = switch (CommandCodec.fromWire(commands)) {
                case Command.Arrive arrive -> true;
                case Command.ArriveFiled filed -> true;
                case Command.Move.Enter enter -> true;
                default -> false;
            };
        }
        return found;
    }

    /** No more of them. */
    void heal() {
        left = 0;
    }

    /** Such a frame is durable. */
    void durable() {
        if (left > 0 && random.nextInt(ONE_IN) == 0) {
            left--;
            world.met("end at an arrival");
            world.end(World.Ending.KILLED);
        }
    }
}
