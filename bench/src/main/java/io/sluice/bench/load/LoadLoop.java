package io.sluice.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * All connections on one thread: on two cores a heavier generator would measure itself. Not thread-safe; a connection that
 * breaks ends the run with an exception.
 */
public final class LoadLoop implements AutoCloseable {
    /** How long answers are waited for when the time is over. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final long LONGEST_NAP_NS = 50_000;
    private static final long SELECT_MS = 5;

    private final InetSocketAddress server;
    private final Selector selector;
    private final Answer answer = new Answer();
    private final List<Group> groups = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private boolean stopping;
    private @Nullable IOException broken;

    public LoadLoop(int port) throws IOException {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        selector = Selector.open();
    }

    public void add(Script script, int count) throws IOException {
        Group group = new Group(script);
        groups.add(group);
        for (int i = 0; i < count; i++) {
            Connection connection = new Connection(server, selector, group);
            connections.add(connection);
            group.idle.add(connection);
        }
    }

    /** Runs until the time is over or all scripts are done; then waits for the answers that are still to come. */
    public void run(Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        stopping = false;
        while (System.nanoTime() < end && !finished()) {
            turn();
        }
        stopping = true;
    }

    /** Only listens: parked requests stay parked. */
    public void pump(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        stopping = true;
        while (System.nanoTime() < end) {
            turn();
        }
    }

    /** Waits for answers under way, up to {@link #GRACE}; whether none is missing. */
    public boolean drain() throws IOException {
        long end = System.nanoTime() + GRACE.toNanos();
        stopping = true;
        while (System.nanoTime() < end && busy()) {
            turn();
        }
        return !busy();
    }

    private boolean busy() {
        return groups.stream().anyMatch(Group::owesAnswers);
    }

    private boolean finished() {
        return groups.stream().allMatch(g -> g.script.done() && !g.owesAnswers());
    }

    private void turn() throws IOException {
        long due = stopping ? Long.MAX_VALUE : wakeIdle();
        if (due == Long.MAX_VALUE) {
            selector.select(this::ready, SELECT_MS);
        } else if (selector.selectNow(this::ready) == 0) {
            // Selecting with a timeout counts in milliseconds, which is too coarse for a schedule.
            LockSupport.parkNanos(Math.min(LONGEST_NAP_NS, Math.max(1, due - System.nanoTime())));
        }
        if (broken != null) {
            throw broken;
        }
    }

    /** Starts what is due; returns when the next request is. */
    private long wakeIdle() throws IOException {
        long soonest = Long.MAX_VALUE;
        for (Group group : groups) {
            while (!group.idle.isEmpty() && startNext(group.idle.getFirst())) {
                group.idle.removeFirst();
            }
            if (!group.idle.isEmpty()) {
                soonest = Math.min(soonest, group.script.dueNs());
            }
        }
        return soonest;
    }

    private boolean startNext(Connection connection) throws IOException {
        Shot shot = connection.group.script.next(connection, System.nanoTime());
        if (shot == null) {
            return false;
        }
        connection.group.underWay++;
        connection.start(shot);
        return true;
    }

    private void ready(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            if (key.isWritable()) {
                connection.writable();
            }
            if (key.isReadable()) {
                read(connection);
            }
        } catch (IOException e) {
            broken = e;
        }
    }

    private void read(Connection connection) throws IOException {
        Shot finished = connection.readable(answer);
        if (finished == null) {
            return;
        }
        Group group = connection.group;
        group.underWay--;
        group.script.answered(connection, finished, answer, System.nanoTime());
        if (stopping || !startNext(connection)) {
            group.idle.addLast(connection);
        }
    }

    @Override
    public void close() throws IOException {
        connections.forEach(Connection::close);
        selector.close();
    }
}
