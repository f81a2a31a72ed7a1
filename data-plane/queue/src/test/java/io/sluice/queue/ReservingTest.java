package io.sluice.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.PartitionId;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.command.TopicRules;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
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

    private void send(int count) {
        Command.NewMessage message = new Command.NewMessage(new byte[20], 1, 0);
        state.apply(new Command.Send(QUEUE, Collections.nCopies(count, message)));
    }

    private Reply receive(long from, long to) {
        long[] offsets = LongStream.range(from, to).toArray();
        return state.apply(new Command.Receive(
                QUEUE,
                LEASE_MS,
                offsets,
                LongStream.of(offsets).mapToInt(offset -> 1).toArray(),
                offsets));
    }
}
