package io.sluice.objects;

import static io.sluice.objects.AnsweredByHand.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HedgedReadsTest {
    private final AnsweredByHand store = new AnsweredByHand();
    private final List<Runnable> timers = new ArrayList<>();
    private final ObjectStore hedged = new HedgedReads(store, () -> 0, (delay, task) -> timers.add(task));

    @Test
    void quickReadIsAskedOnce() {
        CompletableFuture<ByteBuffer> read = hedged.read("a", 0, 1);
        store.give("x");
        patienceEnds();
        assertThat(text(read)).isEqualTo("x");
        assertThat(store.asked).isEqualTo(1);
    }

    @Test
    void secondReadHelpsASlowFirst() {
        CompletableFuture<ByteBuffer> read = hedged.read("a", 0, 1);
        patienceEnds();
        assertThat(store.asked).isEqualTo(2);
        CompletableFuture<ByteBuffer> first = store.reads.remove();
        store.give("second");
        assertThat(text(read)).isEqualTo("second");
        first.complete(ByteBuffer.allocate(1));
        assertThat(text(read)).isEqualTo("second");
    }

    @Test
    void oneFailureOfTwoIsNotSeen() {
        CompletableFuture<ByteBuffer> read = hedged.read("a", 0, 1);
        patienceEnds();
        store.fail();
        assertThat(text(read)).isEqualTo("waits");
        store.give("x");
        assertThat(text(read)).isEqualTo("x");
    }

    @Test
    void failureOfAllIsTold() {
        CompletableFuture<ByteBuffer> early = hedged.read("a", 0, 1);
        store.fail();
        patienceEnds();
        assertThat(text(early)).isEqualTo("failed");
        assertThat(store.asked).isEqualTo(1);

        CompletableFuture<ByteBuffer> both = hedged.read("a", 0, 1);
        patienceEnds();
        store.fail();
        store.fail();
        assertThat(text(both)).isEqualTo("failed");
    }

    @Test
    void secondReadsAreFewAtATime() {
        for (int i = 0; i < 20; i++) {
            hedged.read("a", i, 1).isDone();
        }
        patienceEnds();
        assertThat(store.asked).isEqualTo(20 + HedgedReads.MAX_SECONDS);
        while (!store.reads.isEmpty()) {
            store.give("x");
        }
        CompletableFuture<ByteBuffer> later = hedged.read("b", 0, 1);
        patienceEnds();
        assertThat(store.reads).hasSize(2);
        assertThat(text(later)).isEqualTo("waits");
    }

    private void patienceEnds() {
        List<Runnable> due = List.copyOf(timers);
        timers.clear();
        due.forEach(Runnable::run);
    }
}
