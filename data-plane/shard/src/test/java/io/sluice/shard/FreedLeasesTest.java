package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Segment;
import io.sluice.queue.command.TopicRules;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A receive that waits for a lease to become free, a message being ready, is told of every way in which one does. */
final class FreedLeasesTest {
    private static final int MAX_LEASED = 120_000;
    private static final long MEMORY = 1 << 30;
    private static final long LEASE_MS = 30_000;
    private static final long LONG_LEASE_MS = 12 * 3_600_000;
    private static final PartitionId DEAD = PartitionId.of(2, 0);
    private static final Optional<TopicRules.DeadLetters> PARKS =
            Optional.of(new TopicRules.DeadLetters(new Place(DEAD, 0), 1));

    @Test
    void ackedMessageMakesRoom() throws Exception {
        PollRig rig = full(false, Optional.empty(), LEASE_MS);
        ShardPoll poll = waiting(rig);
        rig.ack(7);
        assertServed(rig, poll);
    }

    @Test
    void messageThatIsGivenBackForLaterMakesRoom() throws Exception {
        PollRig rig = full(false, Optional.empty(), LEASE_MS);
        ShardPoll poll = waiting(rig);
        rig.nack(7, 60_000);
        assertServed(rig, poll);
    }

    @Test
    void parkedMessageMakesRoom() throws Exception {
        PollRig rig = full(false, PARKS, LEASE_MS);
        ShardPoll poll = waiting(rig);
        rig.giveUp(7);
        assertThat(rig.topic.leased()).as("on its way").isEqualTo(MAX_LEASED);
        assertServed(rig, poll);
    }

    @Test
    void leasesThatEndWithParkingMakeRoom() throws Exception {
        PollRig rig = full(false, PARKS, LEASE_MS);
        ShardPoll poll = waiting(rig);
        rig.state.advance(LEASE_MS);
        assertServed(rig, poll);
    }

    @Test
    void expiredMessagesMakeRoom() throws Exception {
        PollRig rig = full(false, Optional.empty(), LONG_LEASE_MS);
        rig.state.advance(PollRig.RETENTION_MS - 1);
        ShardPoll poll = waiting(rig);
        rig.state.advance(PollRig.RETENTION_MS + 2_000);
        assertServed(rig, poll);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lostMessageMakesRoom(boolean fifo) throws Exception {
        PollRig rig = full(fifo, Optional.empty(), LEASE_MS);
        long segment = Segment.id(1, 0);
        Segment.Run run = new Segment.Run(PollRig.QUEUE, 0, MAX_LEASED - 1, MAX_LEASED);
        rig.state.apply(new Command.Flushed(
                new Segment(segment, 0, 1_000, new byte[32], List.of(run), List.of(), true, false), new long[0]));
        ShardPoll poll = waiting(rig);
        rig.state.apply(new Command.Lost(segment, List.of(new Command.Range(PollRig.QUEUE, 7, 7))));
        assertThat(rig.topic.leased()).isEqualTo(MAX_LEASED - 1);
        assertServed(rig, poll);
    }

    @Test
    void purgeMakesRoomForWhatIsSentAfterIt() throws Exception {
        PollRig rig = full(false, Optional.empty(), LEASE_MS);
        ShardPoll poll = waiting(rig);
        rig.state.apply(new Command.Purge(PollRig.QUEUE, 60_000));
        rig.tell();
        assertThat(poll.stage).isEqualTo(ShardPoll.Stage.PARKED);
        rig.send();
        assertServed(rig, poll);
    }

    @Test
    void ackedMessageMakesRoomOnAFifoQueue() throws Exception {
        PollRig rig = full(true, Optional.empty(), LEASE_MS);
        ShardPoll poll = waiting(rig);
        rig.ack(7);
        assertServed(rig, poll);
    }

    @Test
    void messageThatIsGivenBackForLaterMakesRoomOnAFifoQueue() throws Exception {
        PollRig rig = full(true, Optional.empty(), LEASE_MS);
        ShardPoll poll = waiting(rig);
        rig.nack(7, 60_000);
        assertServed(rig, poll);
    }

    @Test
    void parkedMessageMakesRoomOnAFifoQueue() throws Exception {
        PollRig rig = full(true, PARKS, LEASE_MS);
        ShardPoll poll = waiting(rig);
        rig.giveUp(7);
        assertServed(rig, poll);
    }

    @Test
    void messagesAreHandedOutThatCameWhileOthersWereSpokenForInVain() throws Exception {
        PollRig rig = new PollRig(MEMORY);
        rig.send(10);
        ShardPoll first = rig.taken(10);
        ShardPoll second = rig.taken();
        assertThat(PollRig.stages(first, second)).containsExactly(ShardPoll.Stage.PROPOSED, ShardPoll.Stage.PARKED);
        rig.state.apply(new Command.Purge(PollRig.QUEUE, 60_000));
        rig.send(2);
        rig.tell();
        rig.applyProposed(); // and gets nothing of what it had reserved
        assertThat(PollRig.stages(first, second)).doesNotContain(ShardPoll.Stage.PARKED);
    }

    @Test
    void ackedMessageMakesRoomInMemory() throws Exception {
        PollRig rig = new PollRig(0);
        rig.send();
        rig.lease(LEASE_MS);
        ShardPoll poll = waiting(rig);
        rig.ack(0);
        assertServed(rig, poll);
    }

    @Test
    void pollThatComesLaterIsServedOnceTheOneBeforeItIs() throws Exception {
        PollRig rig = full(false, PARKS, LEASE_MS);
        ShardPoll poll = waiting(rig);
        rig.send();
        rig.tell();
        rig.giveUp(7);
        rig.giveUp(8);
        ShardPoll later = rig.taken(); // before the one that waits was told
        assertThat(later.stage).isEqualTo(ShardPoll.Stage.PARKED);
        assertServed(rig, poll);
        assertThat(later.stage).isEqualTo(ShardPoll.Stage.PROPOSED);
    }

    private static PollRig full(boolean fifo, Optional<TopicRules.DeadLetters> deadLetters, long leaseMs)
            throws IOException {
        PollRig rig = new PollRig(MEMORY, fifo, deadLetters);
        rig.send(MAX_LEASED);
        rig.lease(leaseMs);
        assertThat(rig.topic.leased()).isEqualTo(MAX_LEASED);
        return rig;
    }

    /** Comes while nothing is ready, and waits on when something is. */
    private static ShardPoll waiting(PollRig rig) {
        rig.tell();
        ShardPoll poll = rig.taken();
        rig.send();
        rig.tell();
        assertThat(rig.topic.readyToReserve()).isEqualTo(1);
        assertThat(poll.stage).isEqualTo(ShardPoll.Stage.PARKED);
        return poll;
    }

    private static void assertServed(PollRig rig, ShardPoll poll) {
        rig.tell();
        assertThat(poll.stage).isEqualTo(ShardPoll.Stage.PROPOSED);
    }
}
