package io.sluice.log.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.segment.Sample.Owned;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class BlockCacheTest {
    private static final Block BLOCK = Block.fromWire(
            Block.toWire(List.of(Sample.message(1, 1, 1, new byte[100]).message())), 1);

    @Test
    void blockIsReadOnce() throws IOException {
        Sample sample = Sample.of(Sample.ID, Sample.random(new SplittableRandom(1), 1, 1, 200, 2_000));
        MemoryFile source = new MemoryFile(sample.file());
        BlockCache cache = new BlockCache(1 << 20);
        SegmentReader reader = SegmentReader.open(Sample.ID, source).through(cache);
        for (Owned owned : sample.messages()) {
            assertThat(reader.find(owned.partition(), owned.message().offset())).isPresent();
        }
        int blocks = reader.index().blocks();
        assertThat(source.reads).isEqualTo(1 + blocks);
        assertThat(cache.statistics().loads()).isEqualTo(blocks);
        assertThat(cache.statistics().hits()).isEqualTo(200 - blocks);
    }

    @Test
    void blocksTakeNoMoreThanTheyMay() throws IOException {
        long each = BLOCK.weight() + 256L;
        BlockCache cache = new BlockCache(10 * each);
        for (int number = 0; number < 1_000; number++) {
            cache.get(Sample.ID, number, () -> BLOCK);
            assertThat(cache.statistics().bytes()).isLessThanOrEqualTo(10 * each);
        }
        assertThat(cache.statistics().bytes()).isEqualTo(10 * each);
        assertThat(cache.statistics().evictions()).isEqualTo(990);
    }

    @Test
    void noBudgetKeepsNothing() throws IOException {
        BlockCache cache = new BlockCache(0);
        for (int i = 0; i < 10; i++) {
            assertThat(cache.get(Sample.ID, 1, () -> BLOCK)).isSameAs(BLOCK);
        }
        assertThat(cache.statistics().loads()).isEqualTo(10);
        assertThat(cache.statistics().bytes()).isZero();
    }

    @Test
    void manyAskersAreOneLoad() throws Exception {
        int askers = 8;
        BlockCache cache = new BlockCache(1 << 20);
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch loaded = new CountDownLatch(1);
        List<Future<Block>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers.add(threads.submit(() -> cache.get(Sample.ID, 1, () -> {
                loading.countDown();
                await(loaded);
                return BLOCK;
            })));
            loading.await();
            for (int i = 1; i < askers; i++) {
                answers.add(threads.submit(() -> cache.get(Sample.ID, 1, () -> {
                    throw new AssertionError("a second load");
                })));
            }
            // Another block does not wait for this one.
            assertThat(cache.get(Sample.ID, 2, () -> BLOCK)).isSameAs(BLOCK);
            for (int i = 0; i < 10_000 && cache.statistics().shared() < askers - 1; i++) {
                Thread.sleep(1);
            }
            loaded.countDown();
            for (Future<Block> answer : answers) {
                assertThat(answer.get()).isSameAs(BLOCK);
            }
        }
        assertThat(cache.statistics().loads()).isEqualTo(2);
        assertThat(cache.statistics().shared()).isEqualTo(askers - 1);
    }

    @Test
    void failureKeepsItsTypeAndIsNotRemembered() throws IOException {
        BlockCache cache = new BlockCache(1 << 20);
        SegmentDamaged damaged = new SegmentDamaged("f", "broken", List.of(1), List.of());
        assertThatThrownBy(() -> cache.get(Sample.ID, 1, () -> {
                    throw damaged;
                }))
                .isSameAs(damaged);
        assertThatThrownBy(() -> cache.get(Sample.ID, 1, () -> {
                    throw new OutOfMemoryError("planned");
                }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(cache.statistics().failures()).isEqualTo(2);

        assertThat(cache.get(Sample.ID, 1, () -> BLOCK)).isSameAs(BLOCK);
    }

    @Test
    void segmentsDoNotMeet() throws IOException {
        BlockCache cache = new BlockCache(1 << 20);
        cache.get(Sample.ID, 1, () -> BLOCK);
        cache.get(new SegmentId(7, 6, 123_456_789L, 2), 1, () -> BLOCK);
        assertThat(cache.statistics().loads()).isEqualTo(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
