package io.sluice.queue.verb;

import io.sluice.model.Place;
import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.fifo.Group;
import io.sluice.queue.fifo.GroupedEntry;
import io.sluice.queue.fifo.Groups;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that were picked for a message move task leave their topic. On a FIFO topic their groups stay locked until they have
 * arrived, so that what stands behind them arrives behind them.
 */
final class SettingOut {
    private final ShardState state;
    private final TopicState topic;
    private final List<Place> targets;
    private final List<Command.Move.Pick> picks;
    /** Hash of each one's group; none of a standard topic's. */
    private final long[] groups;
    /** How many of each group have set out here. */
    private final Long2IntOpenHashMap own = new Long2IntOpenHashMap(0);

    SettingOut(ShardState state, TopicState topic, List<Place> targets, List<Command.Move.Pick> picks, long[] groups) {
        this.state = state;
        this.topic = topic;
        this.targets = targets;
        this.picks = picks;
        this.groups = groups;
    }

    int picks() {
        return picks.size();
    }

    /** Whether a message may go, wherever in its group it stands. */
    boolean isFree(int index) {
        long offset = picks.get(index).offset();
        if (topic.groups == null) {
            return topic.isReady(offset);
        }
        Group group = group(topic.groups, index);
        return group != null && group.locked == 0 && isReady(topic.groups, group, offset);
    }

    /** Whether it may, and is the next of its group. */
    boolean isNext(int index) {
        long offset = picks.get(index).offset();
        if (topic.groups == null) {
            return topic.isReady(offset);
        }
        Group group = group(topic.groups, index);
        return group != null
                && group.locked == own.get(group.hash)
                && topic.groups.head(group) == offset
                && isReady(topic.groups, group, offset);
    }

    /** One that may go. */
    void go(int index) {
        Command.Move.Pick pick = picks.get(index);
        Entry entry = entry(pick, index);
        topic.unlist(entry);
        Parking.setOut(state, entry, targets.get(pick.target()), Entry.Phase.MOVING);
    }

    private Entry entry(Command.Move.Pick pick, int index) {
        Entry entry = topic.entry(pick.offset());
        if (topic.groups != null) {
            own.addTo(groups[index], 1);
        }
        if (entry == null) {
            entry = topic.groups == null
                    ? Receiving.touch(state, topic, pick.offset(), pick.bytes(), pick.sentMs())
                    : topic.groups.touchWithin(
                            state, topic.groups.group(groups[index]), pick.offset(), pick.bytes(), pick.sentMs());
        }
        if (entry == null) {
            throw new IllegalStateException("message " + pick.offset() + " of " + topic.partition + " is not ready");
        }
        return entry;
    }

    private @Nullable Group group(Groups all, int index) {
        return index < groups.length ? all.find(groups[index]) : null;
    }

    private boolean isReady(Groups all, Group group, long offset) {
        return topic.entry(offset) instanceof GroupedEntry entry
                ? entry.group == group && entry.phase == Entry.Phase.READY
                : all.isUntouched(group, offset);
    }
}
