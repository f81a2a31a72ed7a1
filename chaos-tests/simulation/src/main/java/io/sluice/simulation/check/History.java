package io.sluice.simulation.check;

import io.sluice.model.Meters;
import io.sluice.model.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that clients did and saw in one run, and what they were billed at its end. For one thread. */
public final class History {
    private final List<Operation> operations = new ArrayList<>();
    private final TreeMap<Long, QueueLife> queues = new TreeMap<>();
    private final List<Long> crashes = new ArrayList<>();
    private final List<Bill> bills = new ArrayList<>();
    private final TreeMap<TenantId, Long> connectedLow = new TreeMap<>();
    private final TreeMap<TenantId, Long> connectedHigh = new TreeMap<>();
    private final TreeMap<Long, Long> lost = new TreeMap<>();
    private long sequence;
    private long skewMs;
    private long closed = Long.MAX_VALUE;
    private boolean dedupesByGroup;

    /**
     * What a tenant is billed when everything is over.
     *
     * @param topics by incarnation
     */
    public record Bill(TenantId tenant, Meters total, Map<Long, Meters> topics) {}

    /** FIFO queues keep deduplication ids by group. */
    public void dedupeByGroup() {
        dedupesByGroup = true;
    }

    boolean dedupesByGroup() {
        return dedupesByGroup;
    }

    public Operation begin(String client, TenantId tenant, long queue, Call call, long atMs) {
        Operation operation = new Operation(client, tenant, queue, call, ++sequence, atMs);
        operations.add(operation);
        return operation;
    }

    public void end(Operation operation, Outcome outcome, long atMs) {
        operation.end(outcome, ++sequence, atMs);
    }

    /** The client closed its connection before the first byte of an answer. */
    public void abandon(Operation operation) {
        operation.abandon(++sequence);
    }

    /** A new queue; it is told of its own changes. */
    public QueueLife queue(long incarnation, String name, TenantId tenant) {
        QueueLife life = new QueueLife(incarnation, name, tenant, this::next);
        queues.put(incarnation, life);
        return life;
    }

    /** The process ended, one way or another, and what was not answered never will be. */
    public void crashed() {
        crashes.add(++sequence);
    }

    public void bill(Bill bill) {
        bills.add(bill);
    }

    /** Connected time that is certainly in the log ({@code low}), or may be. */
    public void connected(TenantId tenant, long lowMs, long highMs) {
        connectedLow.merge(tenant, lowMs, Long::sum);
        connectedHigh.merge(tenant, highMs, Long::sum);
    }

    /** Clocks of two shards may be so much further apart than before. */
    public void skewed(long ms) {
        skewMs += ms;
    }

    /** The service says that it has lost so many messages of these queues, by incarnation. */
    public void lost(Map<Long, Long> messages) {
        messages.forEach((queue, count) -> lost.merge(queue, count, Long::sum));
    }

    Map<Long, Long> lost() {
        return lost;
    }

    /** Everything is over and what is billed from now on is final; a crash that still comes changes nothing. */
    public void close() {
        closed = ++sequence;
    }

    /** Whether the process ended after a moment, while it still mattered. */
    boolean crashedAfter(long from) {
        return crashedBetween(from, closed);
    }

    long next() {
        return ++sequence;
    }

    public List<Operation> operations() {
        return operations;
    }

    public Map<Long, QueueLife> queues() {
        return queues;
    }

    public List<Bill> bills() {
        return bills;
    }

    long connectedLow(TenantId tenant) {
        return connectedLow.getOrDefault(tenant, 0L);
    }

    long connectedHigh(TenantId tenant) {
        return connectedHigh.getOrDefault(tenant, 0L);
    }

    long skewMs() {
        return skewMs;
    }

    /** Whether the process ended between two moments. */
    boolean crashedBetween(long from, long to) {
        return crashes.stream().anyMatch(crash -> crash > from && crash < to);
    }

    public int crashes() {
        return crashes.size();
    }
}
