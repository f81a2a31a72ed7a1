package io.sluice.queue.verb;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.Bodies;
import io.sluice.queue.DelayedMillion;
import io.sluice.queue.Reserved;
import io.sluice.queue.ShardState;
import io.sluice.queue.Slice;
import io.sluice.queue.TopicState;
import io.sluice.queue.Untouched;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Segment;
import io.sluice.queue.command.TopicRules;
import io.sluice.queue.image.StateImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Messages that are hidden for a while, beside a model that keeps each one's own time. */
class DelayingTest {
    private static final PartitionId QUEUE = PartitionId.of(1, 0);
    private static final long RETENTION_MS = 60_000;
    private static final long YEAR_MS = 365 * 86_400_000L;
    private static final int BYTES = 7;
    private static final int STEPS = 150;
    private static final String MILLION_HEAP = "64m";
    private static final long SEGMENT = Segment.id(1, 1);

    @Test
    void runOfSendsWithOneDelayIsOneTimerAndAFewBytes() {
        ShardState state = shard(RETENTION_MS);
        for (int i = 0; i < 1_000; i++) {
            state.advance(state.timeMs() + i % 2); // two sends a millisecond, half a second in all
            send(state, 900_000);
        }
        assertThat(topic(state).delayed()).isEqualTo(1_000);
        assertThat(state.weight()).isLessThan(1_000 * 10);
        assertThat(state.timers.size()).as("retention, and the end of delays").isEqualTo(2);
    }

    /** In a heap of which entries would need eight times as much. */
    @Test
    void aMillionMessagesWithDelaysOfTheirOwnFitIntoLittle() throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + MILLION_HEAP,
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DelayedMillion.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(program.waitFor()).as(said).isZero();
        assertThat(said).matches("\\d+ " + DelayedMillion.MESSAGES);
        assertThat(Long.parseLong(said.split(" ", -1)[0])).isBetween(12_000_000L, 17_000_000L);
    }

    /** What is accepted now must have room when it becomes ready in the worst order. */
    @Test
    void holesWeighNoMoreThanWasToCome() {
        ShardState state = shard(RETENTION_MS);
        for (int i = 0; i < 1_000; i++) {
            send(state, i % 2 == 0 ? 10_000 : 20_000);
        }
        long toCome = state.weightToCome();
        state.advance(state.timeMs() + 10_000);
        assertThat(topic(state).fresh.ranges()).hasSize(500);
        assertThat(state.weight()).isBetween(499L * Untouched.RANGE_BYTES, toCome);
        assertThat(state.weightOfTouched()).isZero();
        state.advance(state.timeMs() + 10_000);
        assertThat(state.weight()).isZero();
    }

    @Test
    void delayOfYearsEndsToTheMillisecond() {
        for (long delayMs : new long[] {YEAR_MS, 10 * YEAR_MS, 30 * YEAR_MS}) {
            ShardState state = shard(50 * YEAR_MS);
            long sentMs = state.timeMs();
            send(state, delayMs);
            ShardState again = StateImage.restore(StateImage.of(state).blocks(), Bodies.NOWHERE);
            again.advance(sentMs + delayMs - 1);
            assertThat(topic(again).ready()).isZero();
            assertThat(again.nextDueMs()).isEqualTo(sentMs + delayMs);
            again.advance(sentMs + delayMs);
            assertThat(topic(again).ready()).isEqualTo(1);
        }
    }

    @Test
    void delayBeyondAllTimesNeverEnds() {
        ShardState state = shard(RETENTION_MS);
        send(state, Long.MAX_VALUE);
        state.advance(state.timeMs() + RETENTION_MS);
        assertThat(topic(state).delayed()).isEqualTo(1);
        state.advance(state.timeMs() + Slice.LENGTH_MS);
        assertThat(topic(state).delayed()).as("it is too old").isZero();
        assertThat(state.weight()).isZero();
        assertThat(state.timers.size()).isZero();
    }

    @Test
    void aMillionDelaysThatEndAtOnceAreOneRangeASecond() {
        ShardState state = shard(RETENTION_MS);
        for (int i = 0; i < 1_000; i++) {
            state.apply(new Command.Send(
                    QUEUE, Collections.nCopies(1_000, new Command.NewMessage(new byte[0], BYTES, 30_000 - i))));
            state.advance(state.timeMs() + 1);
        }
        assertThat(state.weight()).isLessThan(50_000);
        state.advance(state.timeMs() + 30_000);
        assertThat(topic(state).ready()).isEqualTo(1_000_000);
        assertThat(topic(state).fresh.ranges()).hasSize(1);
        assertThat(state.weight()).isZero();
    }

    /** What a consumer went past while it was hidden comes to him later, as often as what was sent meanwhile. */
    @Test
    void whatBecomesReadyBehindTheCursorTakesTurnsWithWhatLiesBeforeIt() {
        ShardState state = shard(RETENTION_MS);
        TopicState topic = topic(state);
        for (int i = 0; i < 3; i++) {
            send(state, 1_000);
        }
        for (int i = 0; i < 6; i++) {
            send(state, 0);
        }
        assertThat(topic.reserve(2, true).offsets()).containsExactly(3, 4);
        state.advance(state.timeMs() + 1_000);
        assertThat(topic.reserve(10, true).offsets()).containsExactly(0, 5, 1, 6, 2, 7, 8);
        assertThat(topic.reserve(10, true).offsets()).isEmpty();
    }

    @Property(tries = 200)
    void everyMessageIsReadyExactlyWhenItShouldBe(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ShardState state = shard(RETENTION_MS);
        TreeMap<Long, Sent> model = new TreeMap<>();
        TreeSet<Long> reserved = new TreeSet<>();
        List<Reserved> underWay = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            state.advance(state.timeMs() + pause(random));
            long now = state.timeMs();
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3, 4 -> {
                    long next = topic(state).nextOffset;
                    List<Command.NewMessage> messages = new ArrayList<>();
                    long delayMs = delay(random);
                    for (int i = random.nextInt(1, 6); i > 0; i--) {
                        delayMs = random.nextInt(3) == 0 ? delay(random) : delayMs;
                        messages.add(new Command.NewMessage(new byte[0], BYTES, delayMs));
                        model.put(next++, new Sent(now, now + delayMs));
                    }
                    state.apply(new Command.Send(QUEUE, messages));
                }
                case 5, 6, 7 -> underWay.add(reserve(state, random.nextInt(1, 9), reserved));
                case 8 -> {
                    for (Reserved one : underWay) {
                        topic(state).release(one);
                    }
                    underWay.clear();
                    reserved.clear();
                    allAreFound(state, model);
                }
                case 9 -> {
                    long first = random.nextLong(topic(state).nextOffset + 1);
                    long last = first + random.nextInt(4);
                    state.apply(new Command.Lost(SEGMENT, List.of(new Command.Range(QUEUE, first, last))));
                    model.subMap(first, true, last, true).clear();
                    if (!underWay.isEmpty()) {
                        Reserved one = underWay.removeLast();
                        consume(state, one);
                        for (long offset : one.offsets()) {
                            model.remove(offset);
                        }
                    }
                }
                case 10 -> {
                    if (random.nextInt(5) == 0) {
                        state.apply(new Command.Purge(QUEUE, 0));
                        model.clear();
                    }
                }
                default -> {
                    String hash = StateImage.hash(state);
                    ShardState restored =
                            StateImage.restore(StateImage.of(state).blocks(), Bodies.NOWHERE);
                    assertThat(StateImage.hash(restored)).isEqualTo(hash);
                    assertThat(restored.weight()).isEqualTo(state.weight());
                    state = restored;
                    underWay.clear();
                    reserved.clear();
                }
            }
            expire(state, model);
            agree(state, model);
        }
        state.advance(state.timeMs() + 2 * RETENTION_MS);
        assertThat(topic(state).ready() + topic(state).delayed()).isZero();
        assertThat(state.storedBytes()).isZero();
        assertThat(state.weight()).isZero();
        assertThat(state.weightToCome()).isZero();
        assertThat(state.timers.size()).isZero();
    }

    private record Sent(long atMs, long dueMs) {}

    private static void agree(ShardState state, Map<Long, Sent> model) {
        TopicState topic = topic(state);
        TreeSet<Long> shown = new TreeSet<>();
        topic.eachMessage((first, last) -> {
            for (long offset = first; offset <= last; offset++) {
                assertThat(shown.add(offset)).isTrue();
            }
        });
        assertThat(shown).isEqualTo(model.keySet());
        int hidden = 0;
        for (var one : model.entrySet()) {
            boolean ready = one.getValue().dueMs <= state.timeMs();
            hidden += ready ? 0 : 1;
            assertThat(topic.isReady(one.getKey())).isEqualTo(ready);
        }
        assertThat(topic.delayed()).isEqualTo(hidden);
        assertThat(state.storedBytes()).isEqualTo((long) BYTES * model.size());
    }

    /** Only what is ready is picked, nothing twice, and all that there is when there is room. */
    private static Reserved reserve(ShardState state, int max, Set<Long> reserved) {
        TopicState topic = topic(state);
        long free = topic.readyToReserve();
        Reserved picked = topic.reserve(max, true);
        assertThat((long) picked.offsets().length).isEqualTo(Math.min(max, free));
        for (long offset : picked.offsets()) {
            assertThat(topic.isReady(offset)).isTrue();
            assertThat(reserved.add(offset)).as("offset %d once", offset).isTrue();
        }
        return picked;
    }

    private static void allAreFound(ShardState state, Map<Long, Sent> model) {
        Reserved all = topic(state).reserve(Integer.MAX_VALUE, true);
        TreeSet<Long> ready = new TreeSet<>();
        model.forEach((offset, sent) -> {
            if (sent.dueMs <= state.timeMs() && topic(state).isReady(offset)) {
                ready.add(offset);
            }
        });
        assertThat(LongStream.of(all.offsets()).boxed()).containsExactlyInAnyOrderElementsOf(ready);
        topic(state).release(all);
    }

    /** Too old is gone, a second late at the most. */
    private static void expire(ShardState state, Map<Long, Sent> model) {
        TreeSet<Long> there = new TreeSet<>();
        topic(state)
                .eachMessage(
                        (first, last) -> LongStream.rangeClosed(first, last).forEach(there::add));
        model.entrySet().removeIf(one -> {
            long age = state.timeMs() - one.getValue().atMs;
            assertThat(age < RETENTION_MS + Slice.LENGTH_MS || !there.contains(one.getKey()))
                    .isTrue();
            return age >= RETENTION_MS && !there.contains(one.getKey());
        });
    }

    private static void consume(ShardState state, Reserved reserved) {
        long[] offsets = reserved.offsets();
        int[] ones = new int[offsets.length];
        int[] bytes = new int[offsets.length];
        Arrays.fill(ones, 1);
        Arrays.fill(bytes, BYTES);
        state.apply(new Command.Receive(QUEUE, 60_000, offsets, bytes, new long[offsets.length]));
        state.apply(new Command.Ack(QUEUE, offsets, ones));
        topic(state).release(reserved);
    }

    private static long pause(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextLong(700);
            case 1 -> random.nextInt(6) == 0 ? random.nextLong(20_000) : 1;
            default -> random.nextLong(3);
        };
    }

    private static long delay(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextLong(1, 4);
            case 2 -> 250L * random.nextLong(1, 8);
            default -> random.nextLong(RETENTION_MS + 10_000);
        };
    }

    private static void send(ShardState state, long delayMs) {
        state.apply(new Command.Send(QUEUE, List.of(new Command.NewMessage(new byte[0], BYTES, delayMs))));
    }

    private static TopicState topic(ShardState state) {
        return Objects.requireNonNull(state.topic(QUEUE));
    }

    private static ShardState shard(long retentionMs) {
        ShardState state = new ShardState(Bodies.NOWHERE);
        state.advance(1_000);
        TenantId tenant = new TenantId(100);
        TopicRules rules = new TopicRules(tenant, "orders", 30_000, 0, retentionMs, 1 << 18, Optional.empty());
        state.apply(new Command.Configure(QUEUE, 1, rules));
        Segment segment = new Segment(
                SEGMENT,
                0,
                1_000,
                new byte[32],
                List.of(new Segment.Run(QUEUE, 0, 1_000_000, 1)),
                List.of(new Segment.TenantBytes(tenant, 1_000)),
                true,
                false);
        state.apply(new Command.Flushed(segment, new long[0]));
        return state;
    }
}
