package io.sluice.queue.verb;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.TenantId;
import io.sluice.queue.Bodies;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Hash128;
import io.sluice.queue.command.Reply;
import io.sluice.queue.command.Segment;
import io.sluice.queue.command.TopicRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever ends a lease tells the leader of it, for there may be a poll that waits for no more than a free lease. */
final class FreeingTest {
    private static final PartitionId QUEUE = PartitionId.of(1, 0);
    private static final PartitionId DEAD = PartitionId.of(2, 0);
    private static final long LEASE_MS = 10_000;
    private static final long RETENTION_MS = 60_000;
    private static final Optional<TopicRules.DeadLetters> PARKS =
            Optional.of(new TopicRules.DeadLetters(new Place(DEAD, 0), 1));

    private final ShardState state = new ShardState(Bodies.NOWHERE);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ackTells(boolean fifo) {
        oneIsLeasedAndOneReady(fifo, Optional.empty(), LEASE_MS);
        state.apply(new Command.Ack(QUEUE, new long[] {0}, new int[] {1}));
        assertThat(told()).containsExactly(QUEUE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nackForLaterTells(boolean fifo) {
        oneIsLeasedAndOneReady(fifo, Optional.empty(), LEASE_MS);
        state.apply(new Command.Nack(QUEUE, List.of(new Command.Returned(0, 1, 5_000, ""))));
        assertThat(topic().delayed()).isEqualTo(1);
        assertThat(told()).containsExactly(QUEUE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nackThatParksTells(boolean fifo) {
        oneIsLeasedAndOneReady(fifo, PARKS, LEASE_MS);
        state.apply(new Command.Nack(QUEUE, List.of(new Command.Returned(0, 1, 0, ""))));
        assertThat(topic().targets()).hasSize(1);
        assertThat(told()).containsExactly(QUEUE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leaseThatIsGivenUpAndParksTells(boolean fifo) {
        oneIsLeasedAndOneReady(fifo, PARKS, LEASE_MS);
        state.apply(new Command.Extend(QUEUE, new long[] {0}, new int[] {1}, new long[] {0}));
        assertThat(topic().targets()).hasSize(1);
        assertThat(told()).containsExactly(QUEUE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leaseThatEndsAndParksTells(boolean fifo) {
        oneIsLeasedAndOneReady(fifo, PARKS, LEASE_MS);
        state.advance(state.timeMs() + LEASE_MS);
        assertThat(topic().targets()).hasSize(1);
        assertThat(told()).containsExactly(QUEUE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leasedMessageThatExpiresTells(boolean fifo) {
        oneIsLeasedAndOneReady(fifo, Optional.empty(), RETENTION_MS * 2);
        state.advance(state.timeMs() + RETENTION_MS - 1_000);
        send(fifo, 2);
        told();
        state.advance(state.timeMs() + 3_000);
        assertThat(topic().entries).isEmpty();
        assertThat(topic().ready()).isEqualTo(1);
        assertThat(told()).containsExactly(QUEUE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void parkedMessageThatIsTakenInElsewhereTells(boolean fifo) {
        oneIsLeasedAndOneReady(fifo, PARKS, LEASE_MS);
        state.advance(state.timeMs() + LEASE_MS);
        told();
        state.apply(new Command.Settle(QUEUE, DEAD, 1, true));
        assertThat(topic().entries).isEmpty();
        assertThat(told()).as("it took memory, which may be short").containsExactly(QUEUE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leasedMessageThatIsLostTells(boolean fifo) {
        oneIsLeasedAndOneReady(fifo, Optional.empty(), LEASE_MS);
        long segment = Segment.id(1, 0);
        Segment.Run run = new Segment.Run(QUEUE, 0, 1, 2);
        state.apply(new Command.Flushed(
                new Segment(segment, 0, 1_000, new byte[32], List.of(run), List.of(), true, false), new long[0]));
        told();
        state.apply(new Command.Lost(segment, List.of(new Command.Range(QUEUE, 0, 0))));
        assertThat(state.lostMessages()).isEqualTo(1);
        assertThat(told()).containsExactly(QUEUE);
    }

    private void oneIsLeasedAndOneReady(boolean fifo, Optional<TopicRules.DeadLetters> deadLetters, long leaseMs) {
        state.advance(1_000_000);
        TopicRules rules = new TopicRules(new TenantId(7), "orders", LEASE_MS, 0, RETENTION_MS, 100, deadLetters, fifo);
        state.apply(new Command.Configure(QUEUE, 1, rules));
        send(fifo, 0);
        send(fifo, 1);
        Command.Receive receive =
                new Command.Receive(QUEUE, leaseMs, new long[] {0}, new int[] {1}, new long[] {state.timeMs()});
        Reply reply =
                state.apply(fifo ? new Command.ReceiveFifo(receive, new long[] {group(0)}, Hash128.NONE) : receive);
        assertThat(((Reply.Handed) reply).leases()).hasSize(1);
        told();
    }

    private void send(boolean fifo, long offset) {
        Command.NewMessage message = fifo
                ? new Command.NewMessage(new byte[20], 1, -1, new Command.Grouped(group(offset), Hash128.NONE))
                : new Command.NewMessage(new byte[20], 1, -1);
        state.apply(new Command.Send(QUEUE, List.of(message)));
    }

    /** Each message is of a group of its own. */
    private static long group(long offset) {
        return offset + 1;
    }

    private List<PartitionId> told() {
        List<PartitionId> told = new ArrayList<>();
        state.drainAwake(topic -> told.add(topic.partition()));
        return told;
    }

    private TopicState topic() {
        return Objects.requireNonNull(state.topic(QUEUE));
    }
}
