package io.sluice.simulation.check;

import io.sluice.model.Meters;

/** What must have been metered at least, and what can have been at most. */
final class Bracket {
    private static final int OPERATION_BYTES = 64 * 1024;

    long ingressLow;
    long ingressHigh;
    long egressLow;
    long egressHigh;
    long opsInLow;
    long opsInHigh;
    long opsOutLow;
    long opsOutHigh;
    /** Calls that must not cost anything. */
    long free;

    static long operations(long bytes) {
        return Math.max(1, (bytes + OPERATION_BYTES - 1) / OPERATION_BYTES);
    }

    void in(long bytes, long operations, boolean certain) {
        ingressHigh += bytes;
        opsInHigh += operations;
        if (certain) {
            ingressLow += bytes;
            opsInLow += operations;
        }
    }

    void out(long bytes, long operations, boolean certain) {
        egressHigh += bytes;
        opsOutHigh += operations;
        if (certain) {
            egressLow += bytes;
            opsOutLow += operations;
        }
    }

    boolean isExact() {
        return ingressLow == ingressHigh && egressLow == egressHigh && opsInLow == opsInHigh && opsOutLow == opsOutHigh;
    }

    boolean tooLittle(Meters billed) {
        return billed.ingressBytes() < ingressLow
                || billed.egressBytes() < egressLow
                || billed.opsIn() < opsInLow
                || billed.opsOut() < opsOutLow;
    }

    boolean tooMuch(Meters billed) {
        return billed.ingressBytes() > ingressHigh
                || billed.egressBytes() > egressHigh
                || billed.opsIn() > opsInHigh
                || billed.opsOut() > opsOutHigh;
    }

    @Override
    public String toString() {
        return "ingress %d..%d, egress %d..%d, operations in %d..%d, out %d..%d, %d free calls"
                .formatted(
                        ingressLow,
                        ingressHigh,
                        egressLow,
                        egressHigh,
                        opsInLow,
                        opsInHigh,
                        opsOutLow,
                        opsOutHigh,
                        free);
    }
}
