package io.sluice.bench.amqp;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Counts messages that the client's threads are done with, until all are or something fails. */
final class Count {
    private final int wanted;
    private final Progress progress;
    private final CountDownLatch over = new CountDownLatch(1);
    private int done;
    private @Nullable Throwable failure;

    Count(int wanted, Progress progress) {
        this.wanted = wanted;
        this.progress = progress;
    }

    synchronized void begin() {
        progress.begins(System.nanoTime());
    }

    synchronized void add(int more) {
        done += more;
        progress.done(more, System.nanoTime());
        if (done >= wanted) {
            over.countDown();
        }
    }

    /** Ends the waiting; nothing when it is over. */
    synchronized void fail(Throwable cause) {
        if (over.getCount() > 0) {
            failure = cause;
            over.countDown();
        }
    }

    void await(Duration patience) throws IOException {
        boolean ended;
        try {
            ended = over.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        synchronized (this) {
            if (failure != null) {
                throw new IOException("after " + done + " of " + wanted + " messages: " + failure, failure);
            }
            if (!ended) {
                throw new IOException(done + " of " + wanted + " messages within " + patience);
            }
        }
    }
}
