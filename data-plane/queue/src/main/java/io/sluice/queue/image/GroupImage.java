package io.sluice.queue.image;

import io.sluice.queue.Entry;
import io.sluice.queue.Offsets;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.FifoWire;
import io.sluice.queue.command.Hash128;
import io.sluice.queue.fifo.Attempt;
import io.sluice.queue.fifo.Group;
import io.sluice.queue.fifo.GroupedEntry;
import io.sluice.queue.fifo.Groups;
import io.sluice.queue.fifo.Repeats;
import io.sluice.queue.fifo.RestoredGroups;
import io.sluice.queue.fifo.Runs;
import io.sluice.queue.verb.Receiving;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * What an image has of FIFO topics. Behind each topic: 0, or 1 and marks of delays (time, offset), the last acks (offset,
 * delivery), attempts (name, time, offsets), the groups of entries (offset, group, holders) and of each group that has
 * untouched messages the runs of them. Behind the segments: deduplication ids in the order of time, in pieces, from the one
 * whose number stands before them.
 */
final class GroupImage {
    private static final int RUN_BITS = 16;
    private static final int PIECE = 64;

    private GroupImage() {}

    static void toWire(TopicState topic, ImageWriter out) {
        Groups groups = topic.groups;
        out.room().put((byte) (groups == null ? 0 : 1));
        if (groups == null) {
            return;
        }
        out.count(groups.ripening.marks());
        groups.ripening.each((timeMs, first) -> out.room().putLong(timeMs).putLong(first));
        out.count(groups.acks.size());
        groups.acks.each((offset, delivery) -> out.room().putLong(offset).putInt(delivery));
        out.count(groups.attempts.all().size());
        for (Attempt attempt : groups.attempts.all()) {
            FifoWire.putHash(out.room(), attempt.name());
            out.room().putLong(attempt.atMs()).putInt(attempt.entries().size());
            attempt.entries().forEach(entry -> out.room().putLong(entry.offset));
        }
        List<Entry> entries = new ArrayList<>(topic.entries.values());
        entries.sort(Comparator.comparingLong(entry -> entry.offset));
        out.count(entries.size());
        for (Entry entry : entries) {
            GroupedEntry grouped = (GroupedEntry) entry;
            out.room().putLong(entry.offset).putLong(grouped.group.hash).putInt(grouped.holders);
        }
        for (Group group : groups.sorted()) {
            runs(group, groups.untouched, out);
        }
        out.room().putLong(0).putInt(0);
    }

    /** Only of those that are there, so that it does not matter when the others were found to be gone. */
    private static void runs(Group group, Offsets untouched, ImageWriter out) {
        List<long[]> runs = new ArrayList<>();
        for (Runs.Cursor cursor = group.runs.cursor(); cursor.offset() != Runs.END; cursor.advance()) {
            long offset = cursor.offset();
            if (!untouched.contains(offset)) {
                continue;
            }
            long[] last = runs.isEmpty() ? null : runs.getLast();
            if (last != null && last[0] + last[1] == offset && last[1] < 1 << RUN_BITS) {
                last[1]++;
            } else {
                runs.add(new long[] {offset, 1});
            }
        }
        if (!runs.isEmpty()) {
            out.room().putLong(group.hash).putInt(runs.size());
            runs.forEach(run -> out.room().putLong(run[0] << RUN_BITS | (run[1] - 1)));
        }
    }

    /** @param more the block to read on in */
    static RestoredGroups fromWire(TopicState topic, Supplier<ByteBuffer> more) {
        Groups groups = topic.existingGroups();
        for (int marks = more.get().getInt(); marks > 0; marks--) {
            ByteBuffer in = more.get();
            groups.ripening.add(in.getLong(), in.getLong());
        }
        for (int acks = more.get().getInt(); acks > 0; acks--) {
            ByteBuffer in = more.get();
            groups.acks.restore(in.getLong(), in.getInt());
        }
        List<RestoredGroups.ReadAttempt> attempts = new ArrayList<>();
        for (int left = more.get().getInt(); left > 0; left--) {
            Hash128 name = FifoWire.hash(more.get());
            ByteBuffer in = more.get();
            long atMs = in.getLong();
            int count = in.getInt();
            if (count < 0 || count > Receiving.MAX_LEASED) {
                throw new IllegalArgumentException("an attempt of " + count + " messages");
            }
            long[] offsets = new long[count];
            for (int i = 0; i < count; i++) {
                offsets[i] = more.get().getLong();
            }
            attempts.add(new RestoredGroups.ReadAttempt(name, atMs, offsets));
        }
        Long2LongOpenHashMap groupOf = new Long2LongOpenHashMap();
        Long2LongOpenHashMap holdersOf = new Long2LongOpenHashMap();
        for (int entries = more.get().getInt(); entries > 0; entries--) {
            ByteBuffer in = more.get();
            long offset = in.getLong();
            groupOf.put(offset, in.getLong());
            holdersOf.put(offset, in.getInt());
        }
        while (runs(groups, more)) {}
        return new RestoredGroups(topic, groupOf, holdersOf, attempts);
    }

    private static boolean runs(Groups groups, Supplier<ByteBuffer> more) {
        ByteBuffer head = more.get();
        long hash = head.getLong();
        int runs = head.getInt();
        if (runs == 0) {
            return false;
        }
        Group group = groups.group(hash);
        for (int left = runs; left > 0; left--) {
            long run = more.get().getLong();
            long first = run >>> RUN_BITS;
            for (long offset = first; offset <= first + (run & ((1 << RUN_BITS) - 1)); offset++) {
                groups.restore(group, offset);
            }
        }
        return true;
    }

    /** Deduplication ids as they are when it is made, written in steps while others come and go. */
    static final class Walk {
        private static final int ENTRIES_A_STEP = 8_192;

        private final long[][] pages;
        private final long first;
        private final long end;
        private long next;
        private boolean begun;
        private boolean done;

        /** @param from what is before has been written by another */
        Walk(ShardState state, long from) {
            this.first = Math.max(from, state.repeats.firstThatCounts(state.timeMs));
            this.end = state.repeats.total();
            this.next = first;
            long firstPage = first / Repeats.PAGE_ENTRIES;
            int count = first == end ? 0 : (int) ((end - 1) / Repeats.PAGE_ENTRIES - firstPage + 1);
            this.pages = new long[count][];
            for (int i = 0; i < count; i++) {
                pages[i] = state.repeats.page(Math.max(first, (firstPage + i) * Repeats.PAGE_ENTRIES));
            }
        }

        boolean isDone() {
            return done;
        }

        void step(ImageWriter out) {
            if (!begun) {
                out.room().putLong(first);
                begun = true;
            }
            for (int left = ENTRIES_A_STEP; left > 0 && next < end; ) {
                int count = (int) Math.min(Math.min(PIECE, left), end - next);
                ByteBuffer to = out.room();
                to.putInt(count);
                for (int i = 0; i < count; i++, next++) {
                    long[] page = pages[(int) (next / Repeats.PAGE_ENTRIES - first / Repeats.PAGE_ENTRIES)];
                    for (int word = 0; word < Repeats.WORDS; word++) {
                        to.putLong(page[Repeats.at(next) + word]);
                    }
                }
                left -= count;
            }
            if (next == end) {
                out.count(0);
                done = true;
            }
        }
    }

    /**
     * Deduplication ids of one image.
     *
     * @param first the number of the first of them
     * @param end the number behind the last
     */
    record Ids(long first, long end, List<long[]> pieces) {
        static Ids fromWire(Supplier<ByteBuffer> more) {
            long first = more.get().getLong();
            long end = first;
            List<long[]> pieces = new ArrayList<>();
            for (int count = more.get().getInt(); count != 0; count = more.get().getInt()) {
                if (first < 0 || count < 0 || count > PIECE) {
                    throw new IllegalArgumentException("a piece of " + count + " deduplication ids");
                }
                ByteBuffer in = more.get();
                long[] words = new long[count * Repeats.WORDS];
                for (int i = 0; i < words.length; i++) {
                    words[i] = in.getLong();
                }
                pieces.add(words);
                end += count;
            }
            return new Ids(first, end, pieces);
        }

        /** @param images of an image and those that it needs, the oldest first; they are used up */
        static void restore(Deque<Ids> images, ShardState state) {
            if (images.isEmpty()) {
                return;
            }
            long end = images.getLast().end;
            long number = images.getFirst().first;
            boolean begun = false;
            for (Ids ids = images.poll(); ids != null; ids = images.poll()) {
                if (begun && ids.first > number) {
                    throw new IllegalArgumentException("deduplication ids before " + ids.first + " are not there");
                }
                number = ids.first;
                for (long[] words : ids.pieces) {
                    for (int at = 0; at < words.length; at += Repeats.WORDS, number++) {
                        if (Repeats.isOver(words, at, state.timeMs) || number < state.repeats.total()) {
                            continue;
                        }
                        if (!begun) {
                            state.repeats.beginAt(number);
                            begun = true;
                        }
                        state.repeats.restore(words, at);
                    }
                }
            }
            if (!begun) {
                state.repeats.beginAt(end);
            }
        }
    }
}
