package io.sluice.model;

/**
 * What makes a topic first in, first out: each message belongs to a group, groups are delivered in order, and what is sent
 * twice within five minutes is kept once.
 *
 * @param deduplication where a deduplication id stands for one message
 */
public record Fifo(Scope deduplication) {
    /** Within what a deduplication id means the same message. */
    public enum Scope {
        /** All of the topic. */
        TOPIC,
        /** Its group: two groups may use the same id for different messages. */
        GROUP
    }
}
