package io.sluice.shard.body;

import io.sluice.queue.TopicState;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Command;
import io.sluice.shard.Proposals;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Messages whose bodies nobody has any more are named, once, and leave their queue: nothing is to wait for them. Belongs to
 * the shard's thread.
 */
public final class LostBodies {
    private final Consumer<String> told;
    /** Files whose command is under way. */
    private final Set<Long> leaving = new HashSet<>();

    /**
     * A message.
     *
     * @param bytes that it counts
     * @param why no copy of its body can be read
     */
    public record Lost(long offset, BodyFile file, int bytes, long sentMs, String why) {}

    public LostBodies(Consumer<String> told) {
        this.told = told;
    }

    /**
     * Gives a message up.
     *
     * @param then called when it has left its queue
     */
    public void lose(Proposals to, TopicState topic, Lost one, Runnable then) {
        long file = one.file.id();
        if (leaving.add(file)) {
            told.accept("LOST: message " + one.offset + " of " + topic.rules().name() + " (" + one.file.length()
                    + " bytes): " + one.why + ", and there is no other copy");
        }
        to.propose(new Command.BodyLost(file, one.bytes, one.sentMs), 0, reply -> {
            leaving.remove(file);
            then.run();
        });
    }
}
