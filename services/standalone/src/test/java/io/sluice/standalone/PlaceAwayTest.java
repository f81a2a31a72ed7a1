package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.LogCorrupt;
import io.sluice.objects.MemoryStore;
import io.sluice.objects.ObjectMissing;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.ObjectStoreRefused;
import io.sluice.objects.ObjectStoreUnavailable;
import io.sluice.objects.ObjectStoreUnfit;
import io.sluice.objects.StoreDecorator;
import io.sluice.objects.StoredObject;
import io.sluice.testkit.objects.FaultyObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A store that is sick when a process starts again does not keep it from starting, and is told until it is well. */
class PlaceAwayTest {
    private final List<CompletableFuture<Void>> answers = new ArrayList<>();
    private final List<CompletableFuture<Void>> everything = new ArrayList<>();
    private final List<Duration> rests = new ArrayList<>();
    private final Deque<Runnable> resting = new ArrayDeque<>();
    private final PlaceAway place =
            new PlaceAway("bucket b", () -> begun(answers), () -> begun(everything), (rest, task) -> {
                rests.add(rest);
                resting.add(task);
            });

    private static CompletableFuture<Void> begun(List<CompletableFuture<Void>> calls) {
        CompletableFuture<Void> call = new CompletableFuture<>();
        calls.add(call);
        return call;
    }

    @Test
    void silentPlaceIsAwayUntilItHasDoneEverything() throws IOException {
        place.start(Duration.ZERO);
        assertThat(place.why())
                .hasValue("bucket b does not answer: nothing came in 0 s; check the address, and what is" + " between");
        answers.getFirst().complete(null);
        assertThat(place.why()).as("an answer is not all").isPresent();
        everything.getFirst().complete(null);
        assertThat(place.why()).isEmpty();
        assertThat(resting).isEmpty();
    }

    @Test
    void placeThatAnswersAndHangsThenIsAwayAndSaysSo() throws IOException {
        PlaceAway hangs = new PlaceAway(
                "bucket b", () -> CompletableFuture.completedFuture(null), CompletableFuture::new, (rest, task) -> {});
        hangs.start(Duration.ZERO);
        assertThat(hangs.why()).hasValue("bucket b answers, but not all that a start tries there was done in 0 s");
    }

    @Test
    void placeIsTriedAgainAfterGrowingRestsUntilItDoesEverything() throws IOException {
        place.start(Duration.ZERO);
        answers.getFirst().completeExceptionally(new ObjectStoreUnavailable("nobody there"));
        assertThat(place.why()).hasValue("nobody there");
        for (int i = 1; i < 8; i++) {
            resting.remove().run();
            answers.get(i).completeExceptionally(new ObjectStoreRefused("no such key"));
            assertThat(place.why())
                    .as("while it runs, that is no reason to stop")
                    .hasValue("no such key");
        }
        assertThat(rests.stream().map(Duration::toSeconds)).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
        resting.remove().run();
        answers.getLast().complete(null);
        assertThat(place.why()).hasValue("no such key");
        everything.getLast().complete(null);
        assertThat(place.why()).isEmpty();
        assertThat(resting).isEmpty();
    }

    @Test
    void whoIsRefusedOrHasAnothersPlaceDoesNotStart() {
        for (IOException failure : List.of(new ObjectStoreRefused("no such key"), new LogCorrupt("another's"))) {
            PlaceAway refusing = of(() -> CompletableFuture.failedFuture(failure));
            assertThatThrownBy(() -> refusing.start(Duration.ofMinutes(1))).isSameAs(failure);
        }
    }

    @Test
    void whatDamagesOrHidesObjectsKeepsNobodyFromStarting() throws IOException {
        FaultyObjectStore damaging = new FaultyObjectStore(new Hiding(false, false), new SplittableRandom(1));
        damaging.damageReads(true);
        FaultyObjectStore headless = new FaultyObjectStore(new Hiding(true, false), new SplittableRandom(2));
        FaultyObjectStore hiding = new FaultyObjectStore(new Hiding(false, true), new SplittableRandom(3));
        for (ObjectStore store : List.of(damaging, headless, hiding)) {
            PlaceAway sick = of(() -> store.check("probe"));
            rests.clear();
            sick.start(Duration.ofMinutes(1));
            assertThat(sick.why()).isPresent();
            assertThat(rests).hasSize(1);
        }
        assertThatThrownBy(() -> damaging.check("probe").join())
                .as("what a first start says")
                .hasCauseInstanceOf(ObjectStoreUnfit.class)
                .hasMessageContaining("gives back other bytes");
    }

    private PlaceAway of(Supplier<CompletableFuture<Void>> tries) {
        return new PlaceAway(
                "bucket b", () -> CompletableFuture.completedFuture(null), tries, (rest, task) -> rests.add(rest));
    }

    private static final class Hiding extends StoreDecorator {
        private final boolean heads;
        private final boolean reads;

        Hiding(boolean heads, boolean reads) {
            super(new MemoryStore(() -> Instant.EPOCH));
            this.heads = heads;
            this.reads = reads;
        }

        @Override
        public CompletableFuture<Optional<StoredObject>> head(String name) {
            return heads ? CompletableFuture.completedFuture(Optional.empty()) : super.head(name);
        }

        @Override
        public CompletableFuture<ByteBuffer> read(String name, long position, int length) {
            return reads
                    ? CompletableFuture.failedFuture(new ObjectMissing("there is no " + name))
                    : super.read(name, position, length);
        }
    }
}
