package io.sluice.objects;

import static io.sluice.objects.AnsweredByHand.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SingleFlightReadsTest {
    private final AnsweredByHand store = new AnsweredByHand();
    private final ObjectStore single = new SingleFlightReads(store);

    @Test
    void readersOfTheSameRangeShareOneRead() {
        CompletableFuture<ByteBuffer> first = single.read("a", 0, 4);
        CompletableFuture<ByteBuffer> second = single.read("a", 0, 4);
        CompletableFuture<ByteBuffer> other = single.read("a", 1, 4);
        assertThat(store.asked).isEqualTo(2);
        assertThat(second.cancel(true)).isTrue();
        store.give("same");
        store.give("else");
        assertThat(text(first)).isEqualTo("same");
        assertThat(text(other)).isEqualTo("else");
    }

    @Test
    void buffersHaveTheirOwnPositions() {
        CompletableFuture<ByteBuffer> first = single.read("a", 0, 4);
        CompletableFuture<ByteBuffer> second = single.read("a", 0, 4);
        store.give("same");
        first.join().get();
        assertThat(second.join().position()).isZero();
        assertThat(second.join().isReadOnly()).isTrue();
    }

    @Test
    void nothingIsKept() {
        CompletableFuture<ByteBuffer> first = single.read("a", 0, 4);
        store.fail();
        assertThat(text(first)).isEqualTo("failed");
        CompletableFuture<ByteBuffer> second = single.read("a", 0, 4);
        store.give("good");
        assertThat(text(second)).isEqualTo("good");
        CompletableFuture<ByteBuffer> third = single.read("a", 0, 4);
        store.give("anew");
        assertThat(text(third)).isEqualTo("anew");
    }
}
