package io.sluice.queue;

import io.sluice.model.Meters;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.image.ImageReader;
import io.sluice.queue.image.ImageWriter;
import it.unimi.dsi.fastutil.HashCommon;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A shard's topics. Those that were used of late are objects; those without messages that nobody has used for a while rest as
 * the bytes that an image has of them, and wake when they are asked for. Who rests is not part of the state: it changes
 * neither an image nor what a command does.
 *
 * <p>They lie in pages, so that no table is ever large enough for its growth, or a walk over one page, to be felt.
 */
public final class Topics {
    public static final int PAGES = 256;
    /** Before the image of a resting topic: in which generation it was changed last. */
    public static final int CHANGED_IN_BYTES = 4;
    /** In that: the topic is FIFO, and what it has beside others stands at the end. */
    public static final int FIFO = 1 << 31;

    /** Topics that are looked at for a rest, for each one that was used, while too many are objects. */
    private static final int LOOKS_A_USE = 2;
    /** At once, so that nobody waits for it: a millisecond or two. */
    private static final int MAX_LOOKS = 4_096;

    private static final class Page {
        final Long2ObjectOpenHashMap<TopicState> inUse = new Long2ObjectOpenHashMap<>(2);
        final Long2ObjectOpenHashMap<byte[]> resting = new Long2ObjectOpenHashMap<>(2);
    }

    private final ShardState state;
    private final int maxInUse;
    private final @Nullable Page[] pages = new Page[PAGES];
    private final UseLine line = new UseLine();
    private final ImageWriter packer = ImageWriter.forOneTopic();
    private int size;
    private long ended;
    private int looks;

    /** @param maxInUse so many that could rest may be objects */
    Topics(ShardState state, int maxInUse) {
        this.state = state;
        this.maxInUse = maxInUse;
    }

    public int size() {
        return size;
    }

    /** How many were removed. */
    long ended() {
        return ended;
    }

    /** How many are objects. */
    int inUse() {
        return line.size();
    }

    @Nullable
    TopicState get(long partition) {
        Page page = pages[pageOf(partition)];
        if (page == null) {
            return null;
        }
        TopicState topic = page.inUse.get(partition);
        if (topic == null) {
            byte[] resting = page.resting.remove(partition);
            if (resting == null) {
                return null;
            }
            topic = ImageReader.topic(ByteBuffer.wrap(resting), state);
            page.inUse.put(partition, topic);
            line.add(topic);
        }
        topic.used = true;
        looks = Math.min(MAX_LOOKS, looks + LOOKS_A_USE);
        return topic;
    }

    /** A new one. */
    public void put(TopicState topic) {
        int number = pageOf(topic.partition.value());
        Page page = pages[number];
        if (page == null) {
            page = new Page();
            pages[number] = page;
        }
        page.inUse.put(topic.partition.value(), topic);
        line.add(topic);
        looks = Math.min(MAX_LOOKS, looks + LOOKS_A_USE);
        size++;
    }

    public void remove(TopicState topic) {
        Page page = pages[pageOf(topic.partition.value())];
        if (page != null && page.inUse.remove(topic.partition.value(), topic)) {
            line.remove(topic);
            size--;
            ended++;
        }
    }

    public boolean contains(long partition) {
        Page page = pages[pageOf(partition)];
        return page != null && (page.inUse.containsKey(partition) || page.resting.containsKey(partition));
    }

    /** Lets the topics rest that were not used for the longest time, a few at a call, while too many are objects. */
    void tidy() {
        while (looks > 0 && line.size() > maxInUse) {
            looks--;
            TopicState oldest = line.next();
            if (oldest != null && oldest.canRest()) {
                rest(oldest);
            }
        }
    }

    /** It must be able to. */
    public void rest(TopicState topic) {
        long partition = topic.partition.value();
        Page page = pages[pageOf(partition)];
        if (page == null || !page.inUse.remove(partition, topic)) {
            throw new IllegalStateException("a topic that is not here cannot rest: " + topic.partition);
        }
        line.remove(topic);
        page.resting.put(partition, packer.packed(topic));
        state.timers.remove(topic.retention);
        topic.shelf.close();
        if (topic.groups != null) {
            topic.groups.close();
        }
    }

    /** Shows topics that are objects, in no particular order. */
    public void eachInUse(ShardState.Visitor visitor) {
        for (Page page : pages) {
            if (page != null) {
                List.copyOf(page.inUse.values()).forEach(visitor::visit);
            }
        }
    }

    /** The same for one page; whoever looks wakes nobody. */
    void eachInUse(int number, ShardState.Visitor visitor) {
        Page page = pages[number];
        if (page != null) {
            page.inUse.values().forEach(visitor::visit);
        }
    }

    /** Shows every topic; those that rest go on resting, and what is shown of them is a copy. */
    void each(ShardState.Visitor visitor) {
        ShardState copies = new ShardState(Bodies.NOWHERE);
        for (Page page : pages) {
            if (page != null) {
                // Whoever looks may wake others meanwhile.
                List<TopicState> inUse = List.copyOf(page.inUse.values());
                List<byte[]> resting = List.copyOf(page.resting.values());
                inUse.forEach(visitor::visit);
                resting.forEach(packed -> visitor.visit(ImageReader.topic(ByteBuffer.wrap(packed), copies)));
            }
        }
    }

    /**
     * Meters of the tenant's topics in one page.
     *
     * @return how many topics were looked at
     */
    int meters(int page, TenantId tenant, long nowMs, Map<PartitionId, Meters> meters) {
        Page from = pages[page];
        if (from == null) {
            return 0;
        }
        for (TopicState topic : from.inUse.values()) {
            if (topic.rules.tenant().equals(tenant)) {
                meters.put(topic.partition, topic.meters.read(0, nowMs));
            }
        }
        ShardState copies = new ShardState(Bodies.NOWHERE);
        for (byte[] resting : from.resting.values()) {
            if (ImageReader.tenant(resting) == tenant.account()) {
                TopicState topic = ImageReader.topic(ByteBuffer.wrap(resting), copies);
                meters.put(topic.partition, topic.meters.read(0, nowMs));
            }
        }
        return from.inUse.size() + from.resting.size();
    }

    /** All, in their order. */
    public long[] sorted() {
        LongArrayList all = new LongArrayList(size);
        for (Page page : pages) {
            if (page != null) {
                all.addAll(page.inUse.keySet());
                all.addAll(page.resting.keySet());
            }
        }
        long[] partitions = all.toLongArray();
        Arrays.sort(partitions);
        return partitions;
    }

    /** Writes what an image has of a topic; false if there is none. Wakes nobody. */
    public boolean write(long partition, ImageWriter out) {
        Page page = pages[pageOf(partition)];
        TopicState topic = page == null ? null : page.inUse.get(partition);
        byte[] resting = page == null ? null : page.resting.get(partition);
        if (topic != null) {
            out.topic(topic);
        } else if (resting != null) {
            out.packed(resting);
        }
        return topic != null || resting != null;
    }

    /** In which generation a topic was changed last, or −1 if there is none. */
    public int changedIn(long partition) {
        Page page = pages[pageOf(partition)];
        TopicState topic = page == null ? null : page.inUse.get(partition);
        byte[] resting = page == null ? null : page.resting.get(partition);
        if (topic != null) {
            return topic.changedIn;
        }
        return resting == null ? -1 : ByteBuffer.wrap(resting).getInt() & ~FIFO;
    }

    /** The topics of a page. */
    public long[] ofPage(int number) {
        Page page = pages[number];
        if (page == null) {
            return new long[0];
        }
        LongArrayList all = new LongArrayList(page.inUse.size() + page.resting.size());
        all.addAll(page.inUse.keySet());
        all.addAll(page.resting.keySet());
        return all.toLongArray();
    }

    public static int pageOf(long partition) {
        return (int) HashCommon.mix(partition) & (PAGES - 1);
    }
}
