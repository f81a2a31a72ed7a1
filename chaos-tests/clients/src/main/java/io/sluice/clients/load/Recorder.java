package io.sluice.clients.load;

import io.sluice.clients.history.Event;
import io.sluice.clients.history.Item;
import io.sluice.clients.history.Operation;
import io.sluice.clients.history.Phase;
import io.sluice.harness.server.Reading;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Where all clients of a run write down what they do. */
final class Recorder {
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();

    /** What a client in another process wrote down. */
    void add(Event event) {
        events.add(event);
    }

    Collection<Event> events() {
        return List.copyOf(events);
    }

    Diary diary(String client, String tenant) {
        return new Diary(client, tenant);
    }

    /** One client's part. */
    final class Diary {
        private final String client;
        private final String tenant;
        private final AtomicLong calls = new AtomicLong();

        private Diary(String client, String tenant) {
            this.client = client;
            this.tenant = tenant;
        }

        String client() {
            return client;
        }

        Open begin(Operation operation, String queue, int seconds, int max, List<Item> items) {
            Open open = new Open(calls.getAndIncrement(), operation, queue, seconds, max);
            write(open, Phase.INVOKE, items, null);
            return open;
        }

        void end(Open open, Phase phase, List<Item> items) {
            write(open, phase, items, null);
        }

        void end(Open open, Reading usage) {
            write(open, Phase.OK, List.of(), usage);
        }

        private void write(Open open, Phase phase, List<Item> items, @Nullable Reading usage) {
            events.add(new Event(
                    0,
                    client,
                    tenant,
                    open.call(),
                    open.operation(),
                    phase,
                    System.nanoTime(),
                    open.queue(),
                    open.seconds(),
                    open.max(),
                    items,
                    usage));
        }
    }

    /** A call that has not ended. */
    record Open(long call, Operation operation, String queue, int seconds, int max) {}
}
