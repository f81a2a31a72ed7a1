package io.sluice.queue;

/** What the groups of a shard's topics weigh on the heap, without their entries. */
final class GroupsWeight {
    long bytes;
}
