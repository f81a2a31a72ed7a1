package io.sluice.bench.scenario;

import java.io.IOException;

/** Whose queues are filled and drained with numbered messages of 1 KB, 640 of them under way. */
interface Broker {
    /** Says how durable a message is that it has taken. */
    String name();

    /** Until it is as fast as it gets. */
    void warmUp(Run run) throws IOException;

    /** How the others name the new queue. */
    String create(String queue) throws IOException;

    /** Ends early where no more messages are taken, or hardly any. */
    Filled fill(String queue, int messages) throws IOException;

    /** All of them must come and be gone. */
    Tenths drain(String queue, int messages) throws IOException;

    long residentBytes() throws IOException;

    /**
     * How far a queue was filled.
     *
     * @param heldBack how often a batch was refused and sent again, or a connection held back
     * @param end why not to the end; empty if it was
     */
    record Filled(Tenths tenths, long heldBack, String end) {
        /** Which must be whole. */
        Tenths all() {
            if (!end.isEmpty()) {
                throw new IllegalStateException("only " + tenths.done() + " messages sent: " + end);
            }
            return tenths;
        }
    }
}
