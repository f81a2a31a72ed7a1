package io.sluice.sqs;

import io.sluice.api.ConnectionTicks;
import io.sluice.model.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How long each tenant is connected: from a connection's first authenticated request to its end. The whole process has
 * one; whoever wires the services calls {@link #tick} once a minute.
 */
public final class ConnectionMeter {
    private static final long NANOS_PER_MS = 1_000_000;

    private final ConnectionTicks ticks;
    private final long gateway;
    private final LongSupplier nanos;
    private final Set<Link> open = ConcurrentHashMap.newKeySet();
    private final Map<TenantId, Long> untoldNanos = new ConcurrentHashMap<>();
    private final AtomicLong minute = new AtomicLong();

    /**
     * The meter of this process.
     *
     * @param gateway this process's incarnation, unique per start
     * @param nanos a monotonic clock
     */
    public ConnectionMeter(ConnectionTicks ticks, long gateway, LongSupplier nanos) {
        this.ticks = ticks;
        this.gateway = gateway;
        this.nanos = nanos;
    }

    /** One connection that has shown whose it is. */
    public final class Link {
        private final TenantId tenant;
        private final AtomicLong toldUntil;

        private Link(TenantId tenant) {
            this.tenant = tenant;
            this.toldUntil = new AtomicLong(nanos.getAsLong());
        }

        /** The connection has ended. */
        public void close() {
            open.remove(this);
            count();
        }

        private void count() {
            long now = nanos.getAsLong();
            long connected = now - toldUntil.getAndSet(now);
            untoldNanos.merge(tenant, connected, Long::sum);
        }
    }

    /** A connection has shown whose it is. */
    public Link open(TenantId tenant) {
        Link link = new Link(tenant);
        open.add(link);
        return link;
    }

    /** Tells what was not told yet. What cannot be told now is told the next time. */
    public void tick() {
        open.forEach(Link::count);
        Map<TenantId, Long> connectedMs = new HashMap<>();
        for (TenantId tenant : List.copyOf(untoldNanos.keySet())) {
            Long taken = untoldNanos.remove(tenant);
            if (taken != null && taken > 0) {
                connectedMs.put(tenant, taken / NANOS_PER_MS);
                untoldNanos.merge(tenant, taken % NANOS_PER_MS, Long::sum);
            }
        }
        connectedMs.values().removeIf(ms -> ms == 0);
        if (connectedMs.isEmpty()) {
            return;
        }
        try {
            ticks.tick(gateway, minute.getAndIncrement(), Map.copyOf(connectedMs));
        } catch (RuntimeException notTold) {
            connectedMs.forEach((tenant, ms) -> untoldNanos.merge(tenant, ms * NANOS_PER_MS, Long::sum));
            throw notTold;
        }
    }
}
