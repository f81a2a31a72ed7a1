package io.sluice.objects;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * How S3 is called: few calls at a time, each tried a few times with growing, random pauses, and for a while not at all when
 * most have failed. The only layer that repeats anything: the SDK's own retries are off.
 */
final class Calls {
    static final int MAX_ATTEMPTS = 4;
    static final int MAX_UNDER_WAY = 32;
    static final int MAX_UPLOADS = 8;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final double GROWTH = 2;
    private static final double SPREAD = 0.5;
    private static final int WINDOW_CALLS = 40;
    private static final int FEWEST_CALLS = 20;
    private static final float FAILED_PERCENT = 75;
    private static final Duration REST = Duration.ofSeconds(2);
    private static final int TRIAL_CALLS = 3;

    private final BiFunction<String, Throwable, Throwable> typed;
    private final Executor work;
    private final ScheduledExecutorService timer;
    private final Retry retry;
    private final CircuitBreaker breaker;
    private final Bulkhead underWay = bulkhead("calls", MAX_UNDER_WAY);
    private final Bulkhead uploads = bulkhead("uploads", MAX_UPLOADS);

    /**
     * @param typed makes an {@link ObjectStoreFailure} of a failure, given the call's description
     * @param work starts calls: finding credentials and signing may block
     * @param timer ends pauses
     */
    Calls(BiFunction<String, Throwable, Throwable> typed, Executor work, ScheduledExecutorService timer) {
        this.typed = typed;
        this.work = work;
        this.timer = timer;
        retry = Retry.of(
                "s3",
                RetryConfig.custom()
                        .maxAttempts(MAX_ATTEMPTS)
                        .intervalFunction(
                                IntervalFunction.ofExponentialRandomBackoff(FIRST_PAUSE, GROWTH, SPREAD, LONGEST_PAUSE))
                        .retryOnException(
                                e -> e instanceof ObjectStoreUnavailable || e instanceof BulkheadFullException)
                        .build());
        breaker = CircuitBreaker.of(
                "s3",
                CircuitBreakerConfig.custom()
                        .slidingWindow(WINDOW_CALLS, FEWEST_CALLS, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(FAILED_PERCENT)
                        .waitDurationInOpenState(REST)
                        .permittedNumberOfCallsInHalfOpenState(TRIAL_CALLS)
                        .recordException(e -> e instanceof ObjectStoreUnavailable)
                        .build());
    }

    /** @param what the call, for messages */
    <T> CompletableFuture<T> call(String what, Supplier<CompletableFuture<T>> call) {
        Supplier<CompletionStage<T>> once = Bulkhead.decorateCompletionStage(
                underWay, CircuitBreaker.decorateCompletionStage(breaker, () -> onWorker(what, call)));
        return guarded(what, Retry.decorateCompletionStage(retry, timer, once));
    }

    /** Something made of calls that holds much memory: fails at once when {@link #MAX_UPLOADS} of them are under way. */
    <T> CompletableFuture<T> upload(String what, Supplier<CompletableFuture<T>> upload) {
        return guarded(what, Bulkhead.decorateCompletionStage(uploads, () -> onWorker(what, upload)));
    }

    private <T> CompletableFuture<T> onWorker(String what, Supplier<CompletableFuture<T>> call) {
        return CompletableFuture.completedFuture(what)
                .thenComposeAsync(start -> call.get(), work)
                .exceptionallyCompose(e -> CompletableFuture.failedFuture(typed.apply(what, e)));
    }

    private static <T> CompletableFuture<T> guarded(String what, Supplier<CompletionStage<T>> call) {
        return call.get()
                .toCompletableFuture()
                .exceptionallyCompose(e -> CompletableFuture.failedFuture(
                        switch (Failures.cause(e)) {
                            case BulkheadFullException full ->
                                new ObjectStoreUnavailable("too much under way for " + what);
                            case CallNotPermittedException resting ->
                                new ObjectStoreUnavailable(
                                        "S3 failed most calls, so " + what + " waits " + REST.toSeconds() + " s");
                            case Throwable other -> other;
                        }));
    }

    private static Bulkhead bulkhead(String name, int most) {
        return Bulkhead.of(
                name,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(most)
                        .maxWaitDuration(Duration.ZERO)
                        .build());
    }
}
