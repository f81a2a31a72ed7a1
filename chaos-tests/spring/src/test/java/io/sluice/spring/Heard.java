package io.sluice.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** What the listeners heard, in order. */
final class Heard {
    private static final Duration POLL = Duration.ofMillis(10);

    private final Map<String, List<Object>> byQueue = new ConcurrentHashMap<>();

    void add(String queue, Object what) {
        on(queue).add(what);
    }

    List<Object> on(String queue) {
        return byQueue.computeIfAbsent(queue, name -> new CopyOnWriteArrayList<>());
    }

    List<Object> await(String queue, Predicate<List<Object>> enough, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!enough.test(on(queue))) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain on " + queue + ", heard " + on(queue));
            }
            Thread.sleep(POLL);
        }
        return List.copyOf(on(queue));
    }
}
