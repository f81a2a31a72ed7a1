package io.sluice.simulation;

import io.sluice.model.PartitionId;
import io.sluice.queue.Bodies;
import io.sluice.queue.Loss;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.CommandCodec;
import io.sluice.queue.image.StateImage;
import io.sluice.simulation.check.Check;
import io.sluice.simulation.check.Verdict;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every frame that a shard ever appended, kept apart from its disk, and the state that they make when applied one by one
 * from the very first: what a restart is compared with.
 */
final class FrameLedger {
    private final int shard;
    private final Verdict verdict;
    private final List<Entry> entries = new ArrayList<>();
    private ShardState shadow = new ShardState(Bodies.NOWHERE);
    private int applied;
    private long durable;
    private long lastTimeMs = Long.MIN_VALUE;
    private long lastAtMs;

    /** Messages that were given up as lost, by incarnation. */
    private final TreeMap<Long, Long> lost = new TreeMap<>();

    private MoveLedger moves;

    private record Entry(long end, long timeMs, byte[] commands) {}

    FrameLedger(int shard, Verdict verdict) {
        this.shard = shard;
        this.verdict = verdict;
        this.moves = new MoveLedger(verdict);
    }

    void appended(long end, long timeMs, ByteBuffer commands, long atMs) {
        byte[] copy = new byte[commands.remaining()];
        commands.get(commands.position(), copy);
        entries.add(new Entry(end, timeMs, copy));
        lastTimeMs = timeMs;
        lastAtMs = atMs;
    }

    void durable(long position) {
        durable = Math.max(durable, position);
    }

    /** What the shard's clock says about now, or the least number if it has said nothing yet. */
    long logTimeMs(long atMs) {
        return lastTimeMs == Long.MIN_VALUE ? Long.MIN_VALUE : lastTimeMs + atMs - lastAtMs;
    }

    /** Log time of the newest frame, or the least number. */
    long lastFrameMs() {
        return entries.isEmpty() ? Long.MIN_VALUE : entries.getLast().timeMs;
    }

    /** Where the newest frame ends. */
    long endOf() {
        return entries.isEmpty() ? 0 : entries.getLast().end;
    }

    /** The shard's clock starts anew. */
    void started(long timeMs, long atMs) {
        lastTimeMs = timeMs;
        lastAtMs = atMs;
    }

    /** A replayed frame: must be one that was appended, as it was. */
    void replayed(long end, long timeMs, ByteBuffer commands) {
        Entry entry = find(end);
        verdict.expect(
                entry != null
                        && entry.timeMs == timeMs
                        && ByteBuffer.wrap(entry.commands).equals(commands),
                Check.REPLAY,
                null,
                () -> "shard " + shard + " replays a frame up to " + end + " that was never appended");
    }

    /** The shard goes on behind that position; everything later is lost. */
    void recovered(long end) {
        verdict.expect(
                end >= durable,
                Check.C1,
                null,
                () -> "shard " + shard + " said that " + durable + " was durable, and finds " + end);
        while (!entries.isEmpty() && entries.getLast().end > end) {
            entries.removeLast();
        }
        if (applied > entries.size()) {
            shadow = new ShardState(
                    Bodies.NOWHERE); // more than was durable had been asked for; the violation is noted above
            applied = 0;
            lost.clear();
            moves = new MoveLedger(verdict);
        }
        durable = end;
    }

    /** The hash of the state that all durable frames make. */
    String shadowHash() {
        while (applied < entries.size() && entries.get(applied).end <= durable) {
            Entry next = entries.get(applied++);
            shadow.advance(next.timeMs);
            ByteBuffer commands = ByteBuffer.wrap(next.commands);
            while (commands.hasRemaining()) {
                long before = shadow.lostMessages();
                moves.apply(shadow, next.timeMs, CommandCodec.fromWire(commands));
                noteLosses(shadow.lostMessages() - before);
            }
        }
        return StateImage.hash(shadow);
    }

    private void noteLosses(long messages) {
        long left = messages;
        for (Loss loss : shadow.losses().reversed()) {
            if (left <= 0) {
                return;
            }
            left -= loss.messages();
            lost.merge(loss.partition().incarnation(), loss.messages(), Long::sum);
        }
    }

    /** Messages that the durable frames give up, by incarnation. */
    Map<Long, Long> lost() {
        shadowHash();
        return lost;
    }

    /** What the durable frames say of message move tasks. */
    MoveLedger moves() {
        shadowHash();
        return moves;
    }

    /** Tasks that are not over in the state that all durable frames make. */
    List<PartitionId> unfinishedMoves() {
        shadowHash();
        return shadow.withMoves();
    }

    private @Nullable Entry find(long end) {
        int low = 0;
        int high = entries.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long at = entries.get(middle).end;
            if (at == end) {
                return entries.get(middle);
            } else if (at < end) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }
}
