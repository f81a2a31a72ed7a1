package io.sluice.standalone;

import io.sluice.objects.ObjectStoreFailure;
import io.sluice.objects.ObjectStoreRefused;
import io.sluice.objects.ObjectStoreUnavailable;
import io.sluice.objects.ObjectStoreUnfit;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A place that was used before, at a start: all that is needed of it is tried for a short time. What keeps a process that runs
 * from nothing but the store keeps nobody from starting either: the place counts as away then, and is tried again after growing
 * rests until it does everything.
 */
final class PlaceAway {
    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(60);

    private final String place;
    private final Supplier<CompletableFuture<Void>> answers;
    private final Supplier<CompletableFuture<Void>> everything;
    private final Later later;
    private volatile Optional<String> why = Optional.empty();
    private volatile boolean answered;
    /** Between two tries, of which there is one at a time. */
    private Duration rest = FIRST_REST;

    /** Runs something after a rest. */
    interface Later {
        void after(Duration rest, Runnable task);
    }

    /**
     * @param place for words
     * @param answers a call that says no more than that somebody is there
     * @param everything what comes behind it
     */
    PlaceAway(
            String place,
            Supplier<CompletableFuture<Void>> answers,
            Supplier<CompletableFuture<Void>> everything,
            Later later) {
        this.place = place;
        this.answers = answers;
        this.everything = everything;
        this.later = later;
    }

    /** Why the place is away; empty while it is not. From any thread. */
    Optional<String> why() {
        return why;
    }

    /**
     * Tries it at a start. Blocks.
     *
     * @param patience what comes later is not waited for
     * @throws IOException when the place refuses us, or is not ours
     */
    void start(Duration patience) throws IOException {
        CompletableFuture<Void> tried = tried();
        try {
            tried.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            why = Optional.of(late(patience));
            var _ = tried.whenComplete((done, failure) -> ended(failure));
        } catch (ExecutionException failed) {
            Throwable cause = cause(failed);
            if (!mayPass(cause)) {
                throw cause instanceof IOException known ? known : new IOException("while trying " + place, cause);
            }
            ended(cause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + place, interrupted);
        }
    }

    /** What a first start says of a place that is silent. */
    static ObjectStoreUnavailable silent(String place, Duration patience) {
        return new ObjectStoreUnavailable(place + " does not answer: nothing came in " + patience.toSeconds()
                + " s; check the address, and what is between");
    }

    private String late(Duration patience) {
        return answered
                ? place + " answers, but not all that a start tries there was done in " + patience.toSeconds() + " s"
                : String.valueOf(silent(place, patience).getMessage());
    }

    private CompletableFuture<Void> tried() {
        return answers.get().thenCompose(there -> {
            answered = true;
            return everything.get();
        });
    }

    private void ended(@Nullable Throwable failure) {
        if (failure == null) {
            why = Optional.empty();
            return;
        }
        why = Optional.of(String.valueOf(cause(failure).getMessage()));
        Duration now = rest;
        Duration doubled = rest.multipliedBy(2);
        rest = doubled.compareTo(LONGEST_REST) < 0 ? doubled : LONGEST_REST;
        later.after(now, this::tryAgain);
    }

    private void tryAgain() {
        var _ = tried().whenComplete((done, failure) -> ended(failure));
    }

    /** Whether it may be over without anybody doing anything here. */
    private static boolean mayPass(Throwable failure) {
        return failure instanceof ObjectStoreFailure
                && (!(failure instanceof ObjectStoreRefused) || failure instanceof ObjectStoreUnfit);
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
