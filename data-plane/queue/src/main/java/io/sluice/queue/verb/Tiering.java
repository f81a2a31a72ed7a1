package io.sluice.queue.verb;

import io.sluice.queue.ShardState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.command.Segment;
import io.sluice.queue.meter.TenantMeters;

/** Bodies move between tiers: which segments there are, and where, is decided in the log like everything else. */
public final class Tiering {
    private Tiering() {}

    /** A segment was written and is durable on disk; it may take the place of others. */
    public static Reply flushed(ShardState state, Command.Flushed flushed) {
        Segment segment = flushed.segment();
        if (state.segments.containsKey(segment.id())) {
            throw new IllegalStateException("segment " + segment.id() + " a second time");
        }
        for (long old : flushed.replaces()) {
            drop(state, old);
        }
        state.segments.put(segment.id(), segment);
        meter(state, segment, 1);
        return Reply.DONE;
    }

    /** The object store has a segment. */
    public static Reply uploaded(ShardState state, Command.Uploaded uploaded) {
        Segment segment = state.segments.get(uploaded.segment());
        if (segment != null && !segment.inStore()) {
            put(state, segment, segment.uploaded());
        }
        return Reply.DONE;
    }

    /** The disk need not have a segment any more; one that is nowhere else stays. */
    public static Reply evicted(ShardState state, Command.Evicted evicted) {
        Segment segment = state.segments.get(evicted.segment());
        if (segment != null && segment.inStore()) {
            put(state, segment, segment.evicted());
        }
        return Reply.DONE;
    }

    /** Nobody needs the segments any more. */
    public static Reply dropped(ShardState state, Command.Dropped dropped) {
        for (long id : dropped.segments()) {
            drop(state, id);
        }
        return Reply.DONE;
    }

    /** Somebody begins to own the shard: names of segments and objects begin anew. */
    public static Reply began(ShardState state, Command.Began began) {
        state.epoch = Math.max(state.epoch, began.epoch());
        return Reply.DONE;
    }

    private static void put(ShardState state, Segment before, Segment after) {
        meter(state, before, -1);
        state.segments.put(after.id(), after);
        meter(state, after, 1);
    }

    private static void drop(ShardState state, long id) {
        Segment segment = state.segments.remove(id);
        if (segment != null) {
            meter(state, segment, -1);
        }
    }

    private static void meter(ShardState state, Segment segment, int sign) {
        for (Segment.TenantBytes share : segment.tenants()) {
            TenantMeters meters = state.tenant(share.tenant());
            if (segment.onDisk()) {
                meters.disk.change(sign * share.bytes(), state.timeMs);
            }
            if (segment.inStore()) {
                meters.store.change(sign * share.bytes(), state.timeMs);
            }
        }
    }
}
