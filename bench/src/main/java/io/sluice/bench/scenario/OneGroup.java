package io.sluice.bench.scenario;

import io.sluice.bench.load.ClosedLoop;
import io.sluice.bench.load.LoadLoop;
import io.sluice.bench.peer.Server;
import java.io.IOException;
import java.time.Duration;

/**
 * One group of a FIFO queue: batches of ten are sent, received and deleted at the same time. Only one receive at a time finds
 * the group free, so this is a matter of round trips, not of the processor.
 */
final class OneGroup {
    private static final int PRODUCERS = 4;
    /** One works, the others wait to take its place when it has deleted. */
    private static final int CONSUMERS = 4;
    /** Sends wait while so many messages are in the queue. */
    private static final int WAITING = 2_000;

    private OneGroup() {}

    /** Messages a second that came and were deleted; the queue is a new one. */
    static double measure(Server server, String url, Duration time) throws IOException {
        NumberedSends sends = new NumberedSends(server.wire(), url, NumberedSends.Groups.ofFifo(1, "only-"));
        Consumer consumer = new Consumer(new Requests(server.wire(), url), null, Integer.MAX_VALUE);
        int[] sent = {0};
        ClosedLoop producer = new ClosedLoop(
                () -> {
                    if (sent[0] - consumer.deliveries().count() >= WAITING) {
                        return null;
                    }
                    sent[0] += Filling.BATCH;
                    return sends.batch(sent[0] - Filling.BATCH);
                },
                answer -> {
                    if (Dialect.JSON.refusesAnEntry(answer)) {
                        throw new IllegalStateException(server.name() + " refused an entry: " + answer.text());
                    }
                });
        try (LoadLoop loop = new LoadLoop(server.wire().port())) {
            loop.add(producer, PRODUCERS);
            loop.add(consumer, CONSUMERS);
            consumer.deliveries().restart();
            loop.run(time);
        }
        Round.check(server, producer.tally());
        Round.check(server, consumer.calls());
        return consumer.deliveries().rate();
    }
}
