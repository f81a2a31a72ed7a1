package io.sluice.queue.fifo;

import io.sluice.queue.Entry;
import io.sluice.queue.Offsets;
import io.sluice.queue.Reach;
import io.sluice.queue.Reserved;
import io.sluice.queue.ShardState;
import io.sluice.queue.Slice;
import io.sluice.queue.TopicState;
import io.sluice.queue.Untouched;
import io.sluice.queue.command.Command;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a FIFO topic has beside a standard one: its messages by group. A message that nobody has touched is an offset in its
 * group's {@link Runs}, and a bit in {@link Offsets} that says whether it is there at all; whatever takes messages from the
 * middle of a group only clears their bits. Which groups can be received from is known at every moment, so that one which
 * cannot costs the others nothing, however long it is.
 */
public final class Groups {
    /** Groups that are passed over in one pick, or brought back in one piece. */
    private static final int MAX_PASSED = 4_096;

    private final TopicState topic;
    private final GroupsWeight weight;
    private final Long2ObjectOpenHashMap<Group> groups = new Long2ObjectOpenHashMap<>(2);
    /** What was never handed out, hidden or not. */
    public final Offsets untouched = new Offsets();
    /** The topic's slices by their first offset. */
    private final TreeMap<Long, Slice> slices = new TreeMap<>();

    public final Ripening ripening;
    public final Attempts attempts = new Attempts();
    public final LastAcks acks = new LastAcks();

    /** While an image is read. */
    public @Nullable RestoredGroups restoring;

    private final GroupLine line = new GroupLine();
    private final PriorityQueue<Group> hidden =
            new PriorityQueue<>(Comparator.comparingLong((Group group) -> group.hiddenAt));
    /** Messages that the leader has picked and not released. */
    private int picked;
    /** Groups whose next message cannot be read. */
    private final ArrayDeque<Group> away = new ArrayDeque<>();
    /** In the newest pick. */
    private int passed;

    public Groups(TopicState topic, GroupsWeight weight) {
        this.topic = topic;
        this.weight = weight;
        this.ripening = new Ripening(topic);
        for (Slice slice = topic.slices.oldest(); slice != null; slice = slice.newer) {
            slices.put(slice.firstOffset, slice);
        }
    }

    public boolean canRest() {
        return ripening.isEmpty() && picked == 0;
    }

    /** The topic goes, or rests. */
    public void close() {
        weight.bytes -= untouched.weight();
        groups.values().forEach(group -> weight.bytes -= group.weighed);
    }

    public long delayed() {
        return untouched.countFrom(ripening.hiddenFrom());
    }

    /** Takes in a message that was sent just now. */
    public void append(ShardState state, Slice slice, long offset, int bytes, long hash) {
        slices.putIfAbsent(slice.firstOffset, slice);
        slice.untouched++;
        slice.untouchedBytes += bytes;
        ripening.sent(state, offset);
        Group group = group(hash);
        restore(group, offset);
        settle(state, group);
    }

    /** As an image has it: slices have their counts already. */
    public void restore(Group group, long offset) {
        long before = untouched.weight();
        untouched.add(offset);
        group.runs.append(offset);
        weight.bytes += untouched.weight() - before;
    }

    /** An entry as an image has it. */
    public GroupedEntry restored(long offset, int bytes, long sentMs, @Nullable String origin, Entry.Phase phase) {
        GroupedEntry entry =
                Objects.requireNonNull(restoring, "entries without groups").entry(offset, bytes, sentMs, origin);
        if (phase != Entry.Phase.READY) {
            entry.group.locked++;
        }
        return entry;
    }

    /** All entries of an image are here. */
    public void restored() {
        RestoredGroups read = restoring;
        restoring = null;
        if (read != null) {
            read.finish();
        }
    }

    /** An entry for a message that comes from elsewhere. */
    public GroupedEntry arrived(long offset, Command.Parked message, String origin) {
        return new GroupedEntry(topic, group(message.group()), offset, message.bytes(), message.sentMs(), origin);
    }

    /** Makes a message of the group an entry, if nobody has touched it; it must be the group's next. */
    public GroupedEntry touch(ShardState state, Group group, long offset, int bytes, long sentMs) {
        group.runs.removeFirst();
        return touchWithin(state, group, offset, bytes, sentMs);
    }

    /** Likewise, wherever in the group it is: the group finds out when it comes to its place. */
    public GroupedEntry touchWithin(ShardState state, Group group, long offset, int bytes, long sentMs) {
        Slice slice = take(offset, bytes);
        GroupedEntry entry = new GroupedEntry(topic, group, offset, bytes, sentMs, null);
        slice.link(entry);
        state.add(entry);
        state.settle(topic, slice);
        return entry;
    }

    /** Whether a message of the group is there that nobody has touched, and not hidden. */
    public boolean isUntouched(Group group, long offset) {
        return group.runs.contains(offset) && untouched.contains(offset) && offset < ripening.hiddenFrom();
    }

    /** A message that nobody has touched is gone; false if there is none there. */
    public boolean lose(ShardState state, long offset, int bytes) {
        if (!untouched.contains(offset)) {
            return false;
        }
        Slice slice = take(offset, bytes);
        state.forget(topic, bytes);
        state.drop(topic, offset);
        state.settle(topic, slice);
        topic.closeIfEmpty(slice);
        return true;
    }

    /** As {@link Untouched#lose}. */
    public void lose(long first, long last, Untouched.Lost lost) {
        long before = untouched.weight();
        untouched.cut(first, last, (from, to) -> {
            long next = from;
            while (next <= to) {
                Slice slice = slice(next);
                long end = Math.min(to, slice.lastOffset);
                lost.range(slice, slice.lose(Math.toIntExact(end - next + 1)), next, end);
                next = end + 1;
            }
        });
        weight.bytes += untouched.weight() - before;
    }

    /** All of a slice that nobody has touched goes. */
    public void forget(Slice slice, Untouched.Seen gone) {
        long before = untouched.weight();
        untouched.cut(slice.firstOffset, slice.lastOffset, gone);
        weight.bytes += untouched.weight() - before;
        slice.untouched = 0;
        slice.untouchedBytes = 0;
        ready(); // groups in front that it emptied go
    }

    public void closed(Slice slice) {
        slices.remove(slice.firstOffset);
    }

    /** All goes but what is being parked, which entries tell. */
    public void clear(ShardState state) {
        close();
        groups.values().forEach(Groups::forget);
        groups.clear();
        untouched.clear();
        slices.clear();
        ripening.clear(state);
        attempts.clear();
        hidden.clear();
        away.clear();
        for (Group group = line.first(true); group != null; group = line.first(true)) {
            line.remove(group);
        }
        for (Entry entry : topic.aside.values()) {
            Group group = ((GroupedEntry) entry).group;
            group.locked++;
            groups.put(group.hash, group);
        }
        groups.values().forEach(group -> weight.bytes += group.weighed);
    }

    private static void forget(Group group) {
        group.locked = 0;
        group.back.clear();
        group.hidden = false;
        group.awayAt = -1;
        while (!group.runs.isEmpty()) {
            group.runs.removeFirst();
        }
    }

    /** The group of that name; an empty one where there is none. */
    public Group group(long hash) {
        Group group = groups.get(hash);
        if (group == null) {
            group = new Group(hash);
            groups.put(hash, group);
            weigh(group);
        }
        return group;
    }

    public @Nullable Group find(long hash) {
        return groups.get(hash);
    }

    /** The groups by hash, those that hold something and maybe others. */
    public List<Group> sorted() {
        List<Group> all = new ArrayList<>(groups.values());
        all.sort(Comparator.comparingLong(group -> group.hash));
        return all;
    }

    /** Shows each entry that waits to be received, in no particular order. */
    public void eachReady(Consumer<Entry> visitor) {
        for (Group group : groups.values()) {
            for (Entry entry = group.back.first(); entry != null; entry = entry.readyAfter) {
                visitor.accept(entry);
            }
        }
    }

    /** The offset of a group's next message, or {@link Runs#END}. */
    public long head(Group group) {
        Entry entry = group.back.first();
        return Math.min(entry == null ? Runs.END : entry.offset, firstUntouched(group));
    }

    private long firstUntouched(Group group) {
        long first = group.runs.first();
        while (first != Runs.END && !untouched.contains(first)) {
            group.runs.removeFirst();
            first = group.runs.first();
        }
        return first;
    }

    /** Puts a ready entry back to where it belongs in its group. */
    public void list(GroupedEntry entry) {
        keep(entry.group);
        entry.group.back.insert(entry);
        settle(entry.group);
    }

    /** An entry's group may have been forgotten between two of the entry's phases. */
    private void keep(Group group) {
        if (groups.put(group.hash, group) == null) {
            weight.bytes += group.weighed;
        }
    }

    /** An entry has left its phase, for another or for good: whoever gives it the next one settles its group again. */
    public void left(ShardState state, GroupedEntry entry) {
        if (entry.phase != Entry.Phase.READY) {
            entry.group.locked--;
        }
        attempts.end(entry.attempt);
        entry.holders = 0;
        settle(state, entry.group);
    }

    /** An entry is leased, given back for a while, or on its way to the dead-letter topic from now on. */
    public void locked(ShardState state, GroupedEntry entry) {
        keep(entry.group);
        entry.group.locked++;
        settle(state, entry.group);
    }

    /** The group's messages or leases have changed: from here on it can be received from, or cannot. */
    void settle(ShardState state, Group group) {
        if (settle(group)) {
            state.wake(topic);
        }
    }

    private boolean settle(Group group) {
        long head = head(group);
        Entry entry = group.back.first();
        boolean nextIsEntry = entry != null && entry.offset == head;
        boolean free = group.locked == 0 && !group.reserved && head != Runs.END && head != group.awayAt;
        if (free && !nextIsEntry && head >= ripening.hiddenFrom()) {
            hide(group, head);
            free = false;
        }
        if (free) {
            weigh(group);
            return line.put(group, entry != null);
        }
        line.remove(group);
        if (head == Runs.END && group.locked == 0 && !group.reserved && !group.hidden) {
            if (groups.remove(group.hash, group)) {
                weight.bytes -= group.weighed;
            }
        } else {
            weigh(group);
        }
        return false;
    }

    private void hide(Group group, long head) {
        if (!group.hidden) {
            group.hidden = true;
            group.hiddenAt = head;
            hidden.add(group);
        }
    }

    /** Delays have ended, those of all messages that were sent so long before a time. */
    public void ripen(ShardState state, long untilMs) {
        ripening.ripen(state, untilMs);
        Group first;
        while ((first = hidden.peek()) != null && first.hiddenAt < ripening.hiddenFrom()) {
            hidden.remove();
            first.hidden = false;
            settle(state, first);
        }
    }

    /** The topic's delay is another one, for what waits and, where it is longer, for what was ready and never handed out. */
    public void delayChanged(ShardState state, boolean hidesAgain) {
        if (hidesAgain) {
            ripening.hideAgain(state.timeMs, slices.descendingMap().values());
        }
        ripen(state, state.timeMs);
    }

    /** After an image was read. */
    public void arm(ShardState state) {
        ripening.arm(state);
        sorted().forEach(this::settle);
    }

    /** Groups that can be received from now: none, or about so many. */
    public int ready() {
        return ready(true);
    }

    /**
     * Likewise, those in which a message is an entry: to be done with what stands before it is the only way to get the entry's
     * memory back.
     */
    public int readyWithEntries() {
        return ready(false);
    }

    private int ready(boolean alsoOthers) {
        Group first;
        while ((first = line.first(alsoOthers)) != null && !isReady(first)) {
            settle(first);
        }
        return alsoOthers ? line.size() : line.withEntries();
    }

    /** What stands in line may have lost its messages since. */
    private boolean isReady(Group group) {
        Entry entry = group.back.first();
        long head = head(group);
        return (entry != null && entry.offset == head) || head < ripening.hiddenFrom();
    }

    public int picked() {
        return picked;
    }

    public boolean passesOver() {
        return !away.isEmpty();
    }

    public boolean isPickCutShort() {
        return passed >= MAX_PASSED;
    }

    /** As {@link TopicState#bringBack}. */
    public boolean bringBack() {
        for (int left = MAX_PASSED; left > 0 && !away.isEmpty(); left--) {
            Group group = away.remove();
            group.awayAt = -1;
            if (groups.get(group.hash) == group) {
                settle(group);
            }
        }
        return !away.isEmpty();
    }

    /**
     * The leader's pick; as many of a group as there are, then of the next. A group whose next message cannot be read is passed
     * over, and what is behind a message that cannot be read waits for it.
     */
    public Reserved pick(int max, boolean alsoUntouched, Reach reach) {
        passed = 0;
        LongArrayList offsets = new LongArrayList();
        LongArrayList hashes = new LongArrayList();
        while (offsets.size() < max && !isPickCutShort()) {
            ready(alsoUntouched);
            Group group = line.first(alsoUntouched);
            if (group == null) {
                break;
            }
            if (reach.awayTo(head(group)) >= 0) {
                passOver(group);
                continue;
            }
            pick(group, max, alsoUntouched, reach, offsets);
            while (hashes.size() < offsets.size()) {
                hashes.add(group.hash);
            }
            group.reserved = true;
            settle(group);
        }
        picked += offsets.size();
        return new Reserved(offsets.toLongArray(), 0, hashes.toLongArray());
    }

    private void passOver(Group group) {
        passed++;
        if (group.awayAt < 0) {
            away.add(group);
        }
        group.awayAt = head(group);
        settle(group);
    }

    private void pick(Group group, int max, boolean alsoUntouched, Reach reach, LongArrayList offsets) {
        Entry entry = group.back.first();
        Runs.Cursor cursor = group.runs.cursor();
        while (offsets.size() < max) {
            while (cursor.offset() != Runs.END && !untouched.contains(cursor.offset())) {
                cursor.advance();
            }
            long next = cursor.offset();
            if (reach.awayTo(entry == null ? next : Math.min(entry.offset, next)) >= 0) {
                return;
            }
            if (entry != null && entry.offset < next) {
                offsets.add(entry.offset);
                entry = entry.readyAfter;
            } else if ((alsoUntouched || entry != null) && next < ripening.hiddenFrom()) {
                offsets.add(next);
                cursor.advance();
            } else {
                return;
            }
        }
    }

    public void release(Reserved reserved) {
        picked -= reserved.groups().length;
        for (long hash : reserved.groups()) {
            Group group = groups.get(hash);
            if (group != null) {
                group.reserved = false;
                settle(group);
            }
        }
    }

    private Slice take(long offset, int bytes) {
        Slice slice = slice(offset);
        long before = untouched.weight();
        untouched.remove(offset);
        weight.bytes += untouched.weight() - before;
        slice.untouched--;
        slice.untouchedBytes -= bytes;
        return slice;
    }

    /** The last slice that begins at or before the offset, or null. */
    public @Nullable Slice sliceBefore(long offset) {
        Map.Entry<Long, Slice> before = slices.floorEntry(offset);
        return before == null ? null : before.getValue();
    }

    private Slice slice(long offset) {
        Map.Entry<Long, Slice> slice = slices.floorEntry(offset);
        if (slice == null || offset > slice.getValue().lastOffset) {
            throw new IllegalStateException("message " + offset + " of " + topic.partition + " was sent at no time");
        }
        return slice.getValue();
    }

    private void weigh(Group group) {
        long weighs = Group.WEIGHT_BYTES + (long) group.runs.capacity() * Long.BYTES;
        weight.bytes += weighs - group.weighed;
        group.weighed = weighs;
    }
}
