package io.sluice.queue.fair;

import io.sluice.queue.Entry;
import io.sluice.queue.Offsets;
import io.sluice.queue.TopicState;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is on a standard topic that knows groups: those that take little of the consumers' time go round, noisy ones
 * get what these leave and one pick of {@link #TURN_OF_NOISY}, the one with the least in flight first. Part of the leader's {@link io.sluice.queue.Reserving}: made of the state when a receive
 * first needs it, and gone with a restart.
 *
 * <p>What stands in a line may have gone meanwhile; it is found out when its turn comes, once. Messages without a group are
 * never noisy. They have one turn together, and those of them that nobody has touched are in no line: they are walked through
 * as on other topics.
 */
public final class FairLines {
    /** With fewer in flight no group is noisy for that. */
    static final int NOISY_IN_FLIGHT = 30;
    /**
     * A noisy group has more than one of so many that are in flight, or had more than that part of the recent time in which
     * consumers had messages.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html">SQS</a>
     */
    static final int NOISY_PART = 10;
    /** One pick of so many is a noisy group's though quiet ones wait. */
    static final int TURN_OF_NOISY = 10;

    private final TopicState topic;
    private final LongSupplier untouchedAlone;
    private final Int2ObjectOpenHashMap<FairLine> lines = new Int2ObjectOpenHashMap<>();
    private final FairLine alone = new FairLine(GroupTags.NONE);
    /** What stands in a line. */
    private final Offsets listed = new Offsets();

    private final ArrayDeque<FairLine> quiet = new ArrayDeque<>();
    /** Fewer than twice {@link #NOISY_PART} of them are noisy still; the others leave with the next pick. */
    private final ArrayDeque<FairLine> noisy = new ArrayDeque<>();

    /** Of all that is leased, with a group and without. */
    private final BusyTime busy = new BusyTime();
    /** Log time when something was leased last, or not any more: now, but for a pause. */
    private long nowMs;

    private int picked;
    private int quietInARow;
    /** Whether the next pick of a noisy group goes to the one whose turn it is, rather than to the least in flight. */
    private boolean byTurns;

    private boolean walkNext;

    /** @param untouchedAlone the next untouched message without a group, or −1 */
    public FairLines(TopicState topic, LongSupplier untouchedAlone) {
        this.topic = topic;
        this.untouchedAlone = untouchedAlone;
        if (topic.tags != null) {
            topic.tags.each((first, count, tag) -> {
                for (long offset = first; offset < first + count; offset++) {
                    if (topic.fresh.contains(offset)) {
                        list(offset, tag);
                    }
                }
            });
        }
        for (Entry entry = topic.again.first(); entry != null; entry = entry.readyAfter) {
            list(entry.offset);
        }
        for (Entry entry : topic.entries.values()) {
            nowMs = Math.max(nowMs, entry.leasedMs);
        }
        for (Entry entry : topic.entries.values()) {
            if (entry.phase == Entry.Phase.LEASED) {
                leased(entry.offset, 1, nowMs);
            }
        }
        listAlone();
    }

    /** A message is ready that was not, or is not spoken for any more. */
    public void list(long offset) {
        list(offset, Tagging.of(topic, offset));
    }

    private void list(long offset, int tag) {
        FairLine line = line(tag);
        if ((tag != GroupTags.NONE || topic.entry(offset) != null) && !listed.contains(offset)) {
            listed.add(offset);
            line.add(offset);
        }
        wait(line);
    }

    /** Untouched messages without a group are ready that were not, maybe. */
    public void listAlone() {
        wait(alone);
    }

    /** The next message that is ready, or −1 if there is none. */
    public long next() {
        while (true) {
            FairLine line = turn();
            if (line == null) {
                return -1;
            }
            boolean isNoisy = isNoisy(line);
            if (isNoisy) {
                noisy.remove(line);
            } else {
                quiet.remove();
            }
            line.waits = false;
            long offset = line == alone ? fromAlone() : from(line);
            if (offset >= 0) {
                quietInARow = isNoisy || noisy.isEmpty() ? 0 : quietInARow + 1;
                byTurns ^= isNoisy;
            }
            if (line == alone ? offset >= 0 : !line.isEmpty()) {
                line.waits = true;
                (isNoisy ? noisy : quiet).add(line);
            }
            if (offset >= 0) {
                return offset;
            }
            forget(line);
        }
    }

    private @Nullable FairLine turn() {
        for (int i = noisy.size(); i > 0; i--) {
            FairLine line = noisy.remove();
            (isNoisy(line) ? noisy : quiet).add(line);
        }
        while (!quiet.isEmpty() && isNoisy(quiet.element())) {
            noisy.add(quiet.remove());
        }
        boolean share = !noisy.isEmpty() && quietInARow >= TURN_OF_NOISY - 1;
        if (share || quiet.isEmpty()) {
            return byTurns ? noisy.peek() : leastInFlight();
        }
        return quiet.peek();
    }

    /** Who keeps much in flight for long would starve beside who always has less: so only every other pick goes by it. */
    private @Nullable FairLine leastInFlight() {
        FairLine least = noisy.peek();
        for (FairLine line : noisy) {
            if (least != null && line.inFlight() < least.inFlight()) {
                least = line;
            }
        }
        return least;
    }

    private long fromAlone() {
        walkNext = !walkNext;
        long offset = walkNext ? untouchedAlone.getAsLong() : from(alone);
        if (offset < 0) {
            offset = walkNext ? from(alone) : untouchedAlone.getAsLong();
        }
        return offset;
    }

    private long from(FairLine line) {
        while (true) {
            long offset = line.poll();
            if (offset < 0) {
                return -1;
            }
            listed.remove(offset);
            Entry entry = topic.entry(offset);
            if (entry == null ? topic.fresh.contains(offset) : entry.readyIn == topic.again) {
                return offset;
            }
        }
    }

    private boolean isNoisy(FairLine line) {
        if (line == alone) {
            return false;
        }
        boolean hasMany = line.inFlight() >= NOISY_IN_FLIGHT
                && (long) line.inFlight() * NOISY_PART > (long) topic.leased + picked;
        return hasMany || line.busy.at(nowMs) * NOISY_PART > busy.at(nowMs);
    }

    /** A receive speaks for a message; returns its group, for {@link #released}. */
    public int picked(long offset) {
        int tag = Tagging.of(topic, offset);
        line(tag).picked++;
        picked++;
        return tag;
    }

    public void released(int tag) {
        FairLine line = line(tag);
        line.picked--;
        picked--;
        forget(line);
    }

    /** So many more are leased, or fewer. */
    public void leased(long offset, int more, long atMs) {
        nowMs = Math.max(nowMs, atMs);
        busy.leased(more, nowMs);
        int tag = Tagging.of(topic, offset);
        if (tag != GroupTags.NONE) {
            FairLine line = line(tag);
            line.busy.leased(more, nowMs);
            forget(line);
        }
    }

    /** Nothing is ready or leased any more; receives are under way still. */
    public void clear() {
        quiet.clear();
        noisy.clear();
        listed.clear();
        alone.clear();
        lines.values().forEach(line -> {
            line.clear();
            line.busy.clear();
        });
        busy.clear();
        lines.values().removeIf(line -> line.picked == 0);
    }

    private FairLine line(int tag) {
        return tag == GroupTags.NONE ? alone : lines.computeIfAbsent(tag, FairLine::new);
    }

    private void wait(FairLine line) {
        if (!line.waits) {
            line.waits = true;
            quiet.add(line);
        }
    }

    /** Only groups of which something waits or is in flight are held. */
    private void forget(FairLine line) {
        if (line != alone && !line.waits && line.inFlight() == 0 && line.isEmpty()) {
            lines.remove(line.tag);
        }
    }
}
