package io.sluice.log.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoncesTest {
    private long prefix;

    @Test
    void noneIsGivenTwice() {
        Nonces nonces = new Nonces(() -> prefix++);
        Set<Nonce> seen = new HashSet<>();
        // More than two counters hold.
        for (long taken = 0; taken < 2L << 32; taken += Nonces.MAX_TAKEN) {
            Nonce first = nonces.take(Nonces.MAX_TAKEN);
            assertThat(seen.add(first)).isTrue();
            assertThat(Integer.remainderUnsigned(first.counter(), Nonces.MAX_TAKEN))
                    .isZero();
        }
        nonces.take(1);
        assertThat(prefix).isEqualTo(3);
    }

    @Test
    void whatDoesNotFitBehindOnePrefixGetsAnother() {
        Nonces nonces = new Nonces(() -> prefix++);
        nonces.take(1);
        for (int i = 0; i < (1 << 16) - 1; i++) {
            assertThat(nonces.take(Nonces.MAX_TAKEN).prefix()).isZero();
        }
        assertThat(nonces.take(Nonces.MAX_TAKEN)).isEqualTo(new Nonce(1, 0));
        assertThat(nonces.take(1)).isEqualTo(new Nonce(1, Nonces.MAX_TAKEN));
    }

    @Test
    void threadsShareThem() {
        Nonces nonces = new Nonces(() -> prefix++);
        Set<Nonce> seen = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 100_000).parallel().forEach(i -> seen.add(nonces.take(1)));
        assertThat(seen).hasSize(100_000);
    }

    @Test
    void countsAreBounded() {
        Nonces nonces = new Nonces(() -> prefix++);
        assertThatIllegalArgumentException().isThrownBy(() -> nonces.take(0));
        assertThatIllegalArgumentException().isThrownBy(() -> nonces.take(Nonces.MAX_TAKEN + 1));
    }
}
