package io.sluice.queue.verb;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.TenantId;
import io.sluice.queue.Bodies;
import io.sluice.queue.Loss;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Segment;
import io.sluice.queue.command.TopicRules;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is damaged without another copy leaves the state, and nothing else does. */
class LosingTest {
    private static final TenantId TENANT = new TenantId(100);
    private static final PartitionId ORDERS = PartitionId.of(1, 0);
    private static final PartitionId OTHER = PartitionId.of(2, 0);
    private static final PartitionId DEAD = PartitionId.of(3, 0);
    private static final long SEGMENT = Segment.id(1, 0);
    private static final int[] BYTES = {10, 20, 30, 40, 50, 60, 70, 80, 90, 100};

    private final ShardState state = new ShardState(Bodies.NOWHERE);

    @BeforeEach
    void tenMessagesInASegment() {
        state.advance(1_000);
        configure(ORDERS, Optional.of(new TopicRules.DeadLetters(new Place(DEAD, 0), 1)));
        configure(OTHER, Optional.empty());
        for (int bytes : BYTES) {
            for (PartitionId to : List.of(ORDERS, OTHER)) {
                state.apply(new Command.Send(to, List.of(new Command.NewMessage(new byte[0], bytes, 0))));
            }
        }
        state.apply(new Command.Flushed(
                new Segment(
                        SEGMENT,
                        0,
                        1_000,
                        new byte[32],
                        List.of(new Segment.Run(ORDERS, 0, 9, 10), new Segment.Run(OTHER, 0, 9, 10)),
                        List.of(new Segment.TenantBytes(TENANT, 1_100)),
                        true,
                        false),
                new long[0]));
    }

    @Test
    void lostMessagesAreCountedNamedAndGone() {
        lose(ORDERS, 2, 4);
        assertThat(topic(ORDERS).ready()).isEqualTo(7);
        assertThat(topic(OTHER).ready()).isEqualTo(10);
        assertThat(state.lostMessages()).isEqualTo(3);
        assertThat(state.losses()).containsExactly(new Loss(ORDERS, 2, 4, 3, 1_000));
        lose(ORDERS, 2, 4);
        assertThat(state.lostMessages()).as("once").isEqualTo(3);
    }

    @Test
    void leasedDelayedAndParkingMessagesGoToo() {
        receive(ORDERS, 0, 5);
        state.advance(40_000); // 0 to 4 are spent: they wait to be parked
        receive(ORDERS, 5, 7);
        lose(ORDERS, 1, 6);
        assertThat(state.lostMessages()).isEqualTo(6);
        assertThat(topic(ORDERS).leased()).as("message 0, which parks").isEqualTo(1);
        assertThat(topic(ORDERS).leaving(DEAD, 10, 1_000))
                .extracting(TopicState.Leaving::offset)
                .containsExactly(0L);
        lose(ORDERS, 0, 0);
        assertThat(topic(ORDERS).targets()).isEmpty();
        assertThat(topic(ORDERS).ready()).isEqualTo(3);
    }

    @Test
    void whatIsStoredIsNothingWhenAllElseIsConsumed() {
        lose(ORDERS, 1, 3);
        lose(OTHER, 0, 9);
        for (int offset = 0; offset < BYTES.length; offset++) {
            receive(ORDERS, offset, offset + 1);
            state.apply(new Command.Ack(ORDERS, new long[] {offset}, new int[] {1}));
        }
        assertThat(state.storedBytes()).isZero();
        assertThat(state.weight()).isZero();
        assertThat(state.lostMessages()).isEqualTo(13);
    }

    @Test
    void segmentThatTheManifestDoesNotNameLosesNothing() {
        state.apply(new Command.Dropped(new long[] {SEGMENT}));
        lose(ORDERS, 0, 9);
        assertThat(topic(ORDERS).ready()).isEqualTo(10);
        assertThat(state.lostMessages()).isZero();
    }

    @Test
    void messagesThatAreNotInTheSegmentStay() {
        state.apply(new Command.Send(ORDERS, List.of(new Command.NewMessage(new byte[0], 5, 0))));
        lose(ORDERS, 9, 1_000);
        assertThat(topic(ORDERS).ready()).isEqualTo(10);
        assertThat(state.lostMessages()).isEqualTo(1);
    }

    private void configure(PartitionId partition, Optional<TopicRules.DeadLetters> deadLetters) {
        TopicRules rules = new TopicRules(TENANT, "q" + partition.value(), 30_000, 0, 345_600_000, 1_024, deadLetters);
        state.apply(new Command.Configure(partition, 1, rules));
    }

    private void receive(PartitionId partition, int first, int end) {
        long[] offsets = java.util.stream.LongStream.range(first, end).toArray();
        int[] bytes = java.util.Arrays.copyOfRange(BYTES, first, end);
        state.apply(new Command.Receive(partition, 30_000, offsets, bytes, new long[offsets.length]));
    }

    private void lose(PartitionId partition, long first, long last) {
        state.apply(new Command.Lost(SEGMENT, List.of(new Command.Range(partition, first, last))));
    }

    private TopicState topic(PartitionId partition) {
        return java.util.Objects.requireNonNull(state.topic(partition));
    }
}
