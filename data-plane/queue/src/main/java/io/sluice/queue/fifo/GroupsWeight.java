package io.sluice.queue.fifo;

/** What the groups of a shard's topics weigh on the heap, without their entries. */
public final class GroupsWeight {
    public long bytes;
}
