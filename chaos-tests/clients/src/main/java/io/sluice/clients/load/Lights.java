package io.sluice.clients.load;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** What all clients of a run obey: they stand still at red, then drain, then stop. */
final class Lights {
    /** Fair, so that red comes even while everybody drives. */
    private final ReadWriteLock crossing = new ReentrantReadWriteLock(true);

    private volatile boolean sending = true;
    private volatile boolean running = true;

    /** Returns when no call is under way. The thread that turns red must turn green. */
    void red() {
        crossing.writeLock().lock();
    }

    void green() {
        crossing.writeLock().unlock();
    }

    /** Runs one call, when it is green. */
    void cross(Runnable call) {
        crossing.readLock().lock();
        try {
            call.run();
        } finally {
            crossing.readLock().unlock();
        }
    }

    boolean sending() {
        return sending;
    }

    boolean running() {
        return running;
    }

    void stopSending() {
        sending = false;
    }

    void stop() {
        sending = false;
        running = false;
    }
}
