package io.sluice.simulation;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Threads of one life of the process for code that blocks: virtual ones, which run on the simulator's only thread when the
 * scheduler says so. What is parked when the process ends is never heard of again.
 *
 * <p>Needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}: the JDK lets only its own tests choose the scheduler of
 * virtual threads.
 */
final class SimThreads implements Executor {
    static {
        // Or the JDK keeps every thread that was parked when its process "crashed".
        System.setProperty("jdk.trackAllThreads", "false");
    }

    private static final long MAX_DELAY_NS = 300_000;
    private static final Constructor<?> BUILDER = builder();

    private final Scheduler scheduler;
    private final int life;
    private final RandomGenerator random;
    private final Consumer<Throwable> uncaught;

    /** @param uncaught told what a thread threw */
    SimThreads(Scheduler scheduler, int life, RandomGenerator random, Consumer<Throwable> uncaught) {
        this.scheduler = scheduler;
        this.life = life;
        this.random = random;
        this.uncaught = uncaught;
    }

    @Override
    public void execute(Runnable task) {
        Thread thread = unstarted(task);
        thread.setUncaughtExceptionHandler((ended, thrown) -> uncaught.accept(thrown));
        thread.start();
    }

    /** Whether the caller runs on such a thread, and may {@link #pause}. */
    static boolean onOne() {
        return Thread.currentThread().isVirtual();
    }

    /** Lets other things happen for so long. */
    void pause(long ns) {
        Thread thread = Thread.currentThread();
        boolean[] over = {false};
        scheduler.at(scheduler.nowNs() + ns, life, "pause", () -> {
            over[0] = true;
            LockSupport.unpark(thread);
        });
        while (!over[0]) {
            LockSupport.park(this);
        }
    }

    private Thread unstarted(Runnable task) {
        Executor carrier =
                goOn -> scheduler.at(scheduler.nowNs() + random.nextLong(MAX_DELAY_NS), life, "thread", goOn);
        try {
            return ((Thread.Builder.OfVirtual) BUILDER.newInstance(carrier)).unstarted(task);
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Constructor<?> builder() {
        try {
            Constructor<?> constructor = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return constructor;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException(
                    "start Java 25 with --add-opens java.base/java.lang=ALL-UNNAMED, so that threads can be simulated",
                    e);
        }
    }
}
