package io.sluice.shard.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.segment.Source;
import io.sluice.shard.Clock;
import io.sluice.testkit.SimClock;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When those who wait for the store are told to look past it. */
final class AwayTest implements Clock, Source {
    private final SimClock time = new SimClock(0);
    private final ArrayDeque<Runnable> far = new ArrayDeque<>();
    private final Away away = new Away(far::add, this, Runnable::run);
    private final List<String> told = new ArrayList<>();

    @Test
    void allWhoWaitAreToldWhenNothingHasComeForAWhile() {
        begin("first");
        pass(1_000);
        begin("second");
        pass(999);
        assertThat(told).isEmpty();
        assertThat(away.isAny()).isFalse();
        assertThat(away.nextLookMs()).isEqualTo(2_000);
        pass(1);
        assertThat(told).containsExactly("first", "second");
        assertThat(away.isAny()).isTrue();
        pass(10_000);
        assertThat(told).hasSize(2);
    }

    @Test
    void storeThatGivesToOthersIsWaitedFor() {
        begin("first");
        for (int i = 0; i < 10; i++) {
            pass(1_000);
            away.reached(away.nowMs() - 1_000);
        }
        pass(1_999);
        assertThat(told).isEmpty();
        pass(1);
        assertThat(told).containsExactly("first");
    }

    @Test
    void whoHasWhatHeWaitedForIsNotTold() {
        Away.Wait wait = begin("first");
        pass(1_000);
        away.end(wait);
        pass(10_000);
        assertThat(told).isEmpty();
        assertThat(away.isAny()).isFalse();
        assertThat(away.nextLookMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void slowStoreGetsTheTimeThatItNeedsUntilItIsQuickAgain() {
        away.reached(away.nowMs() - 5_000);
        begin("slow");
        pass(9_999);
        assertThat(told).isEmpty();
        pass(1);
        assertThat(told).containsExactly("slow");

        away.reached(away.nowMs() - 29_000);
        assertThat(away.isAny()).isFalse();
        begin("slower");
        pass(15_000);
        assertThat(told).as("not for as long as a read may take").hasSize(2);

        for (int i = 0; i < 200; i++) {
            away.reached(away.nowMs() - 10);
        }
        begin("quick");
        pass(2_100);
        assertThat(told).hasSize(3);
    }

    @Test
    void storeThatAnswersTheQuestionIsBack() {
        begin("first");
        pass(2_000);
        assertThat(far).isEmpty();
        pass(1_000);
        far.remove().run();
        assertThat(away.isAny()).isFalse();
    }

    private Away.Wait begin(String name) {
        return away.await(this, silent -> told.add(name));
    }

    private void pass(long ms) {
        time.advanceMs(ms);
        away.consider(away.nowMs());
    }

    @Override
    public ByteBuffer read(long position, int length) {
        return ByteBuffer.allocate(length);
    }

    @Override
    public long size() {
        return 1;
    }

    @Override
    public long wallMs() {
        return time.wallMs();
    }

    @Override
    public long monotonicNs() {
        return time.monoNs();
    }
}
