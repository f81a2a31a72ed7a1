package io.sluice.shard;

import io.sluice.model.TenantId;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Requests of many tenants on their way to one thread. Each tenant has a lane of its own, bounded in requests and bytes;
 * the thread takes one request from each lane in turn, so a tenant with a long lane keeps nobody else waiting. Lanes that
 * are empty are gone.
 */
final class Mailbox {
    /** Waiting requests of one tenant; beyond it the tenant is told to slow down. */
    static final int LANE_REQUESTS = 16_384;

    static final long LANE_BYTES = 64L << 20;
    /** All tenants together. */
    static final long MAILBOX_BYTES = 256L << 20;

    private static final int RETIRED = Integer.MIN_VALUE;

    private final ConcurrentHashMap<TenantId, Lane> lanes = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Incoming> incoming = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final ArrayDeque<Lane> turns = new ArrayDeque<>();

    /** From any thread; false when the tenant's lane, or the whole mailbox, is full. */
    boolean offer(Request request) {
        if (bytes.get() + request.bytes() > MAILBOX_BYTES) {
            return false;
        }
        while (true) {
            Lane lane = lanes.computeIfAbsent(request.tenant(), Lane::new);
            switch (lane.enter(request.bytes())) {
                case IN -> {
                    bytes.addAndGet(request.bytes());
                    incoming.add(new Incoming(lane, request));
                    return true;
                }
                case FULL -> {
                    return false;
                }
                case GONE -> lanes.remove(request.tenant(), lane);
            }
        }
    }

    /** What all waiting requests weigh; from any thread. */
    long waitingBytes() {
        return bytes.get();
    }

    /** Whether {@link #take} would find something; from the owner's thread. */
    boolean isEmpty() {
        return turns.isEmpty() && incoming.isEmpty();
    }

    /** The next request in turn, or null; from the owner's thread. */
    @Nullable
    Request take() {
        Incoming next;
        while ((next = incoming.poll()) != null) {
            if (next.lane.waiting.isEmpty()) {
                turns.add(next.lane);
            }
            next.lane.waiting.add(next.request);
        }
        Lane lane = turns.poll();
        if (lane == null) {
            return null;
        }
        Request request = lane.waiting.remove();
        bytes.addAndGet(-request.bytes());
        lane.leave(request.bytes());
        if (!lane.waiting.isEmpty()) {
            turns.add(lane);
        } else if (lane.retire()) {
            lanes.remove(lane.tenant, lane);
        }
        return request;
    }

    private record Incoming(Lane lane, Request request) {}

    private enum Entry {
        IN,
        FULL,
        GONE
    }

    /** One tenant's requests; counts are shared, the queue belongs to the owner's thread. */
    private static final class Lane {
        private final TenantId tenant;
        private final AtomicInteger requests = new AtomicInteger();
        private final AtomicLong bytes = new AtomicLong();
        private final ArrayDeque<Request> waiting = new ArrayDeque<>();

        Lane(TenantId tenant) {
            this.tenant = tenant;
        }

        Entry enter(int size) {
            while (true) {
                int count = requests.get();
                if (count < 0) {
                    return Entry.GONE;
                }
                if (count >= LANE_REQUESTS || bytes.get() + size > LANE_BYTES) {
                    return Entry.FULL;
                }
                if (requests.compareAndSet(count, count + 1)) {
                    bytes.addAndGet(size);
                    return Entry.IN;
                }
            }
        }

        void leave(int size) {
            bytes.addAndGet(-size);
            requests.decrementAndGet();
        }

        /** True when nobody was in; nobody gets in afterwards. */
        boolean retire() {
            return requests.compareAndSet(0, RETIRED);
        }
    }
}
