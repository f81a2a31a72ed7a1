package io.sluice.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.PartitionId;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.command.TopicRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which messages a receive gets, and how many may be out at once. */
final class ReservingTest {
    private static final PartitionId QUEUE = PartitionId.of(1, 0);
    private static final long LEASE_MS = 1_000;
    /** What SQS grants a standard queue. */
    private static final int MAX_IN_FLIGHT = 120_000;

    private final ShardState state = new ShardState(Bodies.NOWHERE);
    private final TopicState topic;

    ReservingTest() {
        state.advance(1_000);
        TopicRules rules = new TopicRules(new TenantId(1), "orders", LEASE_MS, 0, 1_000_000_000, 100, Optional.empty());
        state.apply(new Command.Configure(QUEUE, 1, rules));
        topic = Objects.requireNonNull(state.topic(QUEUE));
    }

    @Test
    void oneMoreThanMayBeInFlightIsRefused() {
        send(MAX_IN_FLIGHT + 1);
        assertThat(receive(0, MAX_IN_FLIGHT))
                .isInstanceOfSatisfying(
                        Reply.Handed.class,
                        handed -> assertThat(handed.leases()).hasSize(MAX_IN_FLIGHT));
        assertThat(receive(MAX_IN_FLIGHT, MAX_IN_FLIGHT + 1))
                .isEqualTo(new Reply.Refused(new Rejection.TooManyLeased(MAX_IN_FLIGHT)));
        assertThat(topic.leased()).isEqualTo(MAX_IN_FLIGHT);
        assertThat(topic.ready()).isEqualTo(1);
    }

    @Test
    void reservationsCountAsInFlightAndAnAckMakesRoomForOne() {
        send(MAX_IN_FLIGHT + 2);
        receive(0, MAX_IN_FLIGHT - 1);
        assertThat(topic.leasesLeft()).isEqualTo(1);
        assertThat(topic.reserve(10, true).offsets()).hasSize(1);
        assertThat(topic.reserve(10, true).offsets())
                .as("another receive under way")
                .isEmpty();
        state.apply(new Command.Ack(QUEUE, new long[] {0}, new int[] {1}));
        assertThat(topic.reserve(10, true).offsets()).hasSize(1);
        assertThat(topic.reserve(10, true).offsets()).isEmpty();
    }

    @Test
    void returnedAndFreshMessagesTakeTurns() {
        send(4);
        receive(0, 4);
        state.advance(state.timeMs() + LEASE_MS);
        send(4);
        assertThat(topic.reserve(3, true).offsets()).containsExactly(4, 0, 5);
        assertThat(topic.reserve(1, true).offsets())
                .as("turns go on from one receive to the next")
                .containsExactly(1);
        assertThat(topic.reserve(10, true).offsets()).containsExactly(6, 2, 7, 3);
    }

    @Test
    void whatIsLeftOfOneKindIsGivenWithoutWaitingForTheOther() {
        send(2);
        receive(0, 2);
        state.advance(state.timeMs() + LEASE_MS);
        send(1);
        assertThat(topic.reserve(10, true).offsets()).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void whatCannotBeReadIsPassedOverOnceAndComesBack() {
        send(10);
        receive(0, 4);
        state.advance(state.timeMs() + LEASE_MS);
        Reach reach = within(2, 6);
        assertThat(topic.reserve(10, true, reach).offsets()).containsExactlyInAnyOrder(0, 1, 7, 8, 9);
        assertThat(topic.passesOver()).isTrue();
        assertThat(topic.ready()).as("as ready as before for the log").isEqualTo(10);
        assertThat(topic.reserve(10, true, offset -> {
                            throw new AssertionError("asked again of " + offset);
                        })
                        .offsets())
                .isEmpty();
        send(1);
        assertThat(topic.reserve(10, true, reach).offsets()).containsExactly(10);
        assertThat(topic.bringBack()).isFalse();
        assertThat(topic.passesOver()).isFalse();
        assertThat(topic.reserve(10, true, Reach.ALL).offsets()).containsExactlyInAnyOrder(2, 3, 4, 5, 6);
    }

    @Test
    void withoutMemoryForOthersOnlyWhatWasHandedOutBeforeIsPicked() {
        send(10);
        receive(0, 4);
        state.advance(state.timeMs() + LEASE_MS);
        assertThat(topic.reserve(10, false, within(0, 1)).offsets()).containsExactly(2, 3);
        assertThat(topic.reserve(10, false, within(0, 1)).offsets()).isEmpty();
    }

    @Test
    void noPickPassesOverAllOfALongQueueAtOnce() {
        send(MAX_IN_FLIGHT);
        receive(0, MAX_IN_FLIGHT);
        state.advance(state.timeMs() + LEASE_MS);
        send(1);
        Reach reach = within(0, MAX_IN_FLIGHT - 1);
        int picks = 0;
        Reserved reserved;
        do {
            long[] asked = {0};
            reserved = topic.reserve(10, true, offset -> {
                asked[0]++;
                return reach.awayTo(offset);
            });
            assertThat(asked[0]).isLessThan(5_000);
            topic.release(reserved);
            picks++;
        } while (topic.isPickCutShort());
        assertThat(picks).isGreaterThan(20);
        assertThat(topic.ready()).isEqualTo(MAX_IN_FLIGHT + 1);
        int pieces = 1;
        while (topic.bringBack()) {
            pieces++;
        }
        assertThat(pieces).isGreaterThan(20);
        assertThat(topic.reserve(MAX_IN_FLIGHT, true).offsets()).hasSize(MAX_IN_FLIGHT);
    }

    /** Whatever is away, and however often that changes: what can be read is picked, and nothing twice. */
    @Test
    void randomPicksAgreeWithASet() {
        for (int seed = 0; seed < 200; seed++) {
            new ReservingTest().pickAtRandom(new SplittableRandom(seed));
        }
    }

    private void pickAtRandom(SplittableRandom random) {
        Set<Long> picked = new HashSet<>();
        List<Reserved> underWay = new ArrayList<>();
        Reach reach = Reach.ALL;
        for (int step = 0; step < 200; step++) {
            switch (random.nextInt(6)) {
                case 0 -> send(random.nextInt(1, 20));
                case 1 -> {
                    reach = random.nextBoolean() ? Reach.ALL : within(random.nextInt(50), random.nextInt(50, 400));
                    while (topic.bringBack()) {
                        // piece by piece
                    }
                }
                case 2 -> {
                    if (!underWay.isEmpty()) {
                        Reserved done = underWay.removeFirst();
                        if (random.nextBoolean()) {
                            receive(done.offsets());
                        }
                        topic.release(done);
                        LongStream.of(done.offsets()).forEach(picked::remove);
                    }
                }
                case 3 -> state.advance(state.timeMs() + random.nextInt(200));
                default -> {
                    int max = random.nextInt(1, 10);
                    long readable = readable(reach, picked);
                    Reserved reserved = topic.reserve(max, true, reach);
                    assertThat(reserved.offsets()).hasSize((int) Math.min(max, readable));
                    for (long offset : reserved.offsets()) {
                        assertThat(picked.add(offset)).as("picked twice").isTrue();
                        assertThat(reach.awayTo(offset)).isNegative();
                    }
                    underWay.add(reserved);
                }
            }
        }
    }

    private long readable(Reach reach, Set<Long> picked) {
        return LongStream.range(0, topic.nextOffset)
                .filter(offset -> topic.isReady(offset) && !picked.contains(offset) && reach.awayTo(offset) < 0)
                .count();
    }

    /** From the first to the last offset nothing can be read. */
    private static Reach within(long first, long last) {
        return offset -> first <= offset && offset <= last ? last : -1;
    }

    private void send(int count) {
        Command.NewMessage message = new Command.NewMessage(new byte[20], 1, 0);
        state.apply(new Command.Send(QUEUE, Collections.nCopies(count, message)));
    }

    private Reply receive(long from, long to) {
        return receive(LongStream.range(from, to).toArray());
    }

    private Reply receive(long[] offsets) {
        return state.apply(new Command.Receive(
                QUEUE,
                LEASE_MS,
                offsets,
                LongStream.of(offsets).mapToInt(offset -> 1).toArray(),
                offsets));
    }
}
