package io.sluice.clients.history;

import io.sluice.harness.server.Reading.Meters;
import java.util.List;

/** Bytes and operations, billed or to be billed. */
public record Traffic(long ingressBytes, long egressBytes, long opsIn, long opsOut) {
    public static final Traffic NONE = new Traffic(0, 0, 0, 0);

    /** What acking or extending costs, however many receipts a request has. */
    static final Traffic ASKED = new Traffic(0, 0, 1, 0);

    /** An operation is billed in units of so many bytes, one at least. */
    private static final long UNIT_BYTES = 64 * 1024;

    /** The meters that only requests move. */
    static Traffic of(Meters meters) {
        return new Traffic(
                meters.ingressBytes().longValueExact(),
                meters.egressBytes().longValueExact(),
                meters.opsIn().longValueExact(),
                meters.opsOut().longValueExact());
    }

    static Traffic sent(List<Item> items) {
        long bytes = items.stream().mapToLong(Item::bytes).sum();
        return items.isEmpty() ? NONE : new Traffic(bytes, 0, units(bytes), 0);
    }

    static Traffic received(List<Item> items) {
        long bytes = items.stream().mapToLong(Item::bytes).sum();
        return items.isEmpty() ? NONE : new Traffic(0, bytes, 0, units(bytes));
    }

    /** The most that a receive can have leased whose answer nobody saw. */
    static Traffic receivedAtMost(int messages, long messageBytes) {
        return new Traffic(0, messages * messageBytes, 0, units(messages * messageBytes));
    }

    Traffic plus(Traffic other) {
        return new Traffic(
                ingressBytes + other.ingressBytes,
                egressBytes + other.egressBytes,
                opsIn + other.opsIn,
                opsOut + other.opsOut);
    }

    boolean within(Traffic least, Traffic most) {
        return least.ingressBytes <= ingressBytes
                && ingressBytes <= most.ingressBytes
                && least.egressBytes <= egressBytes
                && egressBytes <= most.egressBytes
                && least.opsIn <= opsIn
                && opsIn <= most.opsIn
                && least.opsOut <= opsOut
                && opsOut <= most.opsOut;
    }

    private static long units(long bytes) {
        return Math.max(1, (bytes + UNIT_BYTES - 1) / UNIT_BYTES);
    }
}
