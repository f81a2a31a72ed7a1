package io.sluice.queue.fifo;

import static io.sluice.queue.fifo.FifoRig.LEASE_MS;
import static io.sluice.queue.fifo.FifoRig.RETENTION_MS;
import static io.sluice.queue.fifo.FifoRig.offsets;
import static io.sluice.queue.fifo.FifoRig.toDead;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.queue.Reserved;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Hash128;
import io.sluice.queue.command.Reply;
import io.sluice.queue.command.Segment;
import io.sluice.queue.command.TopicRules;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Order and locks of a FIFO topic's groups. */
class GroupsTest {
    private static final long A = 11;
    private static final long B = 12;

    private final FifoRig rig = new FifoRig();

    @Test
    void groupIsServedInOrderAndLockedWhileOneOfItIsLeased() {
        rig.send(A, 3);
        List<Reply.Lease> first = rig.receive(1);
        assertThat(offsets(first)).containsExactly(0L);
        assertThat(rig.receive(10)).as("while the first is leased").isEmpty();
        assertThat(rig.ack(first)).containsExactly(true);
        assertThat(offsets(rig.receive(10))).containsExactly(1L, 2L);
    }

    @Test
    void receiveIsFilledFromOneGroupThenFromTheNextAndTurnsGoRound() {
        rig.send(A, 2);
        rig.send(B, 3);
        rig.send(A, 1);
        List<Reply.Lease> both = rig.receive(4);
        assertThat(offsets(both)).containsExactly(0L, 1L, 5L, 2L);
        rig.ack(both);
        rig.send(A, 1);
        assertThat(offsets(rig.receive(1))).as("B stood in line first").containsExactly(3L);
    }

    @Test
    void messageWhoseLeaseEndsComesBackToTheHeadOfItsGroup() {
        rig.send(A, 4);
        List<Reply.Lease> taken = rig.receive(2);
        rig.pass(LEASE_MS);
        assertThat(offsets(rig.receive(10))).containsExactly(0L, 1L, 2L, 3L);
        assertThat(rig.ack(taken)).as("receipts that have expired").containsExactly(false, false);
    }

    @Test
    void whatIsGivenBackStandsWhereItStood() {
        rig.send(A, 4);
        List<Reply.Lease> taken = rig.receive(3);
        rig.giveBack(List.of(taken.get(2)));
        rig.giveBack(List.of(taken.get(0)));
        rig.giveBack(List.of(taken.get(1)));
        List<Reply.Lease> again = rig.receive(10);
        assertThat(offsets(again)).containsExactly(0L, 1L, 2L, 3L);
        assertThat(again.getFirst().receives()).as("it was never delivered").isEqualTo(1);
    }

    @Test
    void nackedMessageIsNextAndTheGroupWaitsForTheOthers() {
        rig.send(A, 3);
        List<Reply.Lease> taken = rig.receive(2);
        rig.extend(taken.get(0), 0);
        assertThat(rig.receive(10)).as("the second is leased still").isEmpty();
        rig.ack(List.of(taken.get(1)));
        assertThat(offsets(rig.receive(10))).containsExactly(0L, 2L);
    }

    @Test
    void whatIsGivenBackForAWhileHoldsItsGroupUntilThen() {
        rig.send(A, 3);
        List<Reply.Lease> taken = rig.receive(1, new Hash128(1, 1));
        rig.nack(taken.getFirst(), 60_000);
        assertThat(rig.receive(10, new Hash128(1, 1)))
                .as("nothing of the group")
                .isEmpty();
        assertThat(rig.ack(taken)).as("the lease has ended").containsExactly(false);
        assertThat(rig.topic().delayed()).isEqualTo(1);
        assertThat(rig.topic().ready()).isEqualTo(2);
        rig.giveBack(taken);
        rig.restart();
        rig.pass(59_999);
        assertThat(rig.receive(10)).isEmpty();
        rig.pass(1);
        assertThat(offsets(rig.receive(10))).containsExactly(0L, 1L, 2L);
    }

    @Test
    void onlyTheReceiptThatAckedMayAckAgain() {
        rig.send(A, 1);
        List<Reply.Lease> first = rig.receive(1);
        rig.pass(LEASE_MS);
        List<Reply.Lease> second = rig.receive(1);
        assertThat(rig.ack(first)).containsExactly(false);
        assertThat(rig.ack(second)).containsExactly(true);
        assertThat(rig.ack(second)).as("a repeat").containsExactly(true);
        assertThat(rig.ack(first)).as("another's ack").containsExactly(false);
        rig.restart();
        assertThat(rig.ack(second)).containsExactly(true);
        assertThat(rig.ack(first)).containsExactly(false);
    }

    @Test
    void expiredReceiptExtendsNothing() {
        rig.send(A, 1);
        Reply.Lease lease = rig.receive(1).getFirst();
        rig.pass(LEASE_MS);
        assertThat(rig.extend(lease, 1_000))
                .isEqualTo(new Reply.Verdicts(List.of(Optional.of(new Rejection.LeaseEnded()))));
    }

    @Test
    void blockedGroupOfAMillionCostsTheOthersNothing() {
        rig.send(A, 1);
        rig.receive(1);
        rig.send(A, 1_000_000);
        rig.send(B, 1);
        assertThat(rig.topic().readyToReserve()).isEqualTo(1);
        assertThat(offsets(rig.receive(10))).containsExactly(1_000_001L);
        assertThat(rig.state.weight()).as("not 16 bytes a message").isLessThan(1_000_000);
    }

    @Test
    void millionMessagesOfManyGroupsTakeLessThanSixteenBytesEachBesideTheirGroups() {
        for (int i = 0; i < 1_000_000; i++) {
            rig.send(1 + i % 1_000, 1);
        }
        assertThat(rig.state.weight()).isLessThan(16_000_000);
    }

    @Test
    void delayHoldsBackAllThatComesLaterAndFollowsTheTopic() {
        rig.configure(5_000, RETENTION_MS, Optional.empty());
        rig.send(A, 1);
        rig.pass(1_000);
        rig.send(A, 1);
        rig.send(B, 1);
        assertThat(rig.topic().delayed()).isEqualTo(3);
        assertThat(rig.receive(10)).isEmpty();
        rig.pass(4_000);
        List<Reply.Lease> first = rig.receive(10);
        assertThat(offsets(first)).containsExactly(0L);
        rig.ack(first);
        rig.pass(999);
        assertThat(rig.receive(10)).as("a millisecond early").isEmpty();
        rig.restart();
        rig.pass(1);
        assertThat(offsets(rig.receive(10))).containsExactlyInAnyOrder(1L, 2L);
        rig.send(B, 1);
        rig.configure(0, RETENTION_MS, Optional.empty());
        assertThat(rig.topic().delayed()).isZero();
    }

    @Test
    void longerDelayHidesAgainWhatIsYoungerAndWasNeverHandedOut() {
        rig.send(A, 3);
        rig.send(B, 1);
        List<Reply.Lease> first = rig.receive(1);
        rig.pass(10_000);
        rig.send(B, 1);
        rig.configure(60_000, RETENTION_MS, Optional.empty());
        assertThat(rig.topic().delayed()).isEqualTo(4);
        assertThat(rig.receive(10)).as("the first is leased").isEmpty();
        rig.extend(first.getFirst(), 0);
        assertThat(offsets(rig.receive(10)))
                .as("what was handed out has had its delay")
                .containsExactly(0L);
        rig.restart();
        rig.pass(49_999);
        assertThat(rig.topic().delayed()).as("a millisecond early").isEqualTo(4);
        rig.pass(1_000);
        assertThat(rig.topic().delayed()).isEqualTo(1);
        assertThat(offsets(rig.receive(10))).containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
    }

    @Test
    void shorterDelayShowsAtOnceWhatIsOlderAndALongerOneHidesNothingThatIsOlderThanIt() {
        rig.configure(60_000, RETENTION_MS, Optional.empty());
        rig.send(A, 1);
        rig.pass(30_000);
        rig.send(B, 1);
        rig.configure(10_000, RETENTION_MS, Optional.empty());
        assertThat(rig.topic().delayed()).isEqualTo(1);
        rig.configure(20_000, RETENTION_MS, Optional.empty());
        assertThat(offsets(rig.receive(10))).containsExactly(0L);
    }

    /** What the leader has picked and not yet proposed. */
    @Test
    void reservedMessageThatIsHiddenAgainIsNotHandedOut() {
        rig.send(A, 2);
        Reserved reserved = rig.topic().reserve(10, true);
        rig.configure(60_000, RETENTION_MS, Optional.empty());
        assertThat(rig.handed(reserved, Hash128.NONE).leases()).isEmpty();
        rig.topic().release(reserved);
        assertThat(rig.topic().readyToReserve()).isZero();
    }

    @Test
    void logsFromBeforeLongerDelaysHidAgainHideNothing() {
        rig.send(A, 1);
        rig.state.apply(new Command.ConfigureFifoV1(new Command.Configure(
                FifoRig.QUEUE,
                99,
                new TopicRules(
                        new TenantId(7),
                        "queue.fifo",
                        LEASE_MS,
                        60_000,
                        RETENTION_MS,
                        1_000,
                        Optional.empty(),
                        true))));
        assertThat(offsets(rig.receive(10))).containsExactly(0L);
    }

    @Test
    void retentionTakesASecondOfMessagesFromAllGroups() {
        rig.send(A, 3);
        rig.send(B, 2);
        List<Reply.Lease> leased = rig.receive(1);
        rig.pass(2_000);
        rig.send(A, 1);
        rig.pass(RETENTION_MS - 1_000);
        assertThat(rig.topic().ready()).isEqualTo(1);
        assertThat(offsets(rig.receive(10))).containsExactly(5L);
        assertThat(rig.ack(leased)).as("gone is done").containsExactly(true);
        rig.restart();
    }

    @Test
    void purgeLeavesNothingAndLocksNothing() {
        rig.send(A, 3);
        rig.receive(1);
        rig.state.apply(new Command.Purge(FifoRig.QUEUE, 60_000));
        assertThat(rig.topic().ready()).isZero();
        rig.send(A, 1);
        assertThat(offsets(rig.receive(10))).containsExactly(3L);
        rig.restart();
    }

    @Test
    void groupWaitsUntilTheDeadLetterTopicHasWhatIsParked() {
        rig.configure(0, RETENTION_MS, toDead(1));
        rig.send(A, 2);
        List<Reply.Lease> spent = rig.receive(1);
        rig.pass(LEASE_MS);
        assertThat(rig.receive(10)).as("while the first is parking").isEmpty();
        TopicState.Leaving leaving =
                rig.topic().leaving(FifoRig.DEAD, 10, 1_000).getFirst();
        assertThat(leaving.group()).isEqualTo(A);
        rig.restart();
        assertThat(rig.receive(10)).as("after a restart").isEmpty();
        rig.state.apply(new Command.Settle(FifoRig.QUEUE, FifoRig.DEAD, leaving.sequence(), true));
        assertThat(rig.ack(spent)).as("it is the dead-letter topic's").containsExactly(false);
        assertThat(offsets(rig.receive(10))).containsExactly(1L);
    }

    @Test
    void whatComesBackFromAMissingTargetIsAtTheHead() {
        rig.configure(0, RETENTION_MS, toDead(1));
        rig.send(A, 3);
        rig.receive(2);
        rig.pass(LEASE_MS);
        rig.state.apply(new Command.Settle(FifoRig.QUEUE, FifoRig.DEAD, 2, false));
        assertThat(offsets(rig.receive(10))).containsExactly(0L, 1L, 2L);
    }

    @Test
    void parkedMessagesArriveInTheirGroupsInOrderAndAreNotTakenForRepeats() {
        Hash128 name = new Hash128(1, 2);
        rig.send(A, name);
        byte[] envelope = new byte[18];
        rig.state.apply(new Command.Arrive(
                FifoRig.DEAD,
                FifoRig.QUEUE,
                "source.fifo",
                List.of(new Command.Parked(1, envelope, 10, 5).of(A), new Command.Parked(2, envelope, 10, 5).of(B))));
        assertThat(offsets(rig.receive(10))).containsExactly(0L, 1L, 2L);
    }

    /** Or else memory that is full of entries behind it would never be free again. */
    @Test
    void untouchedMessageBeforeAnEntryIsToBeHadWithoutMemoryForOthers() {
        rig.send(A, 1);
        rig.send(B, 1);
        rig.state.apply(new Command.Arrive(
                FifoRig.DEAD, FifoRig.QUEUE, "source.fifo", List.of(new Command.Parked(1, new byte[18], 10, 5).of(A))));
        assertThat(rig.topic().entriesToReserve()).isEqualTo(1);
        assertThat(rig.topic().reserve(10, false).offsets()).containsExactly(0L, 2L);
    }

    @Test
    void beingFifoNeverChanges() {
        TopicRules standard =
                new TopicRules(new TenantId(7), "queue.fifo", LEASE_MS, 0, RETENTION_MS, 1_000, Optional.empty());
        assertThat(rig.state.apply(new Command.Configure(FifoRig.QUEUE, 99, standard)))
                .isEqualTo(new Reply.Refused(new Rejection.TopicExists()));
        assertThat(rig.topic().rules().fifo()).isTrue();
    }

    @Test
    void lostMessagesLeaveTheirGroupsInOrder() {
        rig.send(A, 5);
        Segment segment = new Segment(
                Segment.id(1, 1),
                1,
                1,
                new byte[32],
                List.of(new Segment.Run(FifoRig.QUEUE, 0, 9, 5)),
                List.of(),
                true,
                false);
        rig.state.apply(new Command.Flushed(segment, new long[0]));
        rig.state.apply(new Command.Lost(segment.id(), List.of(new Command.Range(FifoRig.QUEUE, 0, 2))));
        assertThat(rig.state.lostMessages()).isEqualTo(3);
        assertThat(offsets(rig.receive(10))).containsExactly(3L, 4L);
    }

    @Test
    void reservedGroupIsNobodyElsesAndFreeAgainWhenItsReceiveCameToNothing() {
        rig.send(A, 2);
        Reserved reserved = rig.topic().reserve(1, true);
        assertThat(reserved.groups()).containsExactly(A);
        assertThat(rig.topic().readyToReserve()).isZero();
        rig.topic().release(reserved);
        assertThat(offsets(rig.receive(10))).containsExactly(0L, 1L);
    }

    @Test
    void groupWhoseNextMessageCannotBeReadIsPassedOverUntilItIsAnother() {
        rig.send(A, 3);
        rig.send(B, 2);
        Reserved reserved = rig.topic().reserve(10, true, offset -> offset == 0 || offset == 4 ? offset : -1);
        assertThat(reserved.offsets()).as("what is behind waits").containsExactly(3);
        rig.topic().release(reserved);
        assertThat(rig.topic().passesOver()).isTrue();
        assertThat(rig.topic().readyToReserve()).isEqualTo(1);
        assertThat(offsets(rig.receive(10))).containsExactly(3L, 4L);
        assertThat(rig.topic().bringBack()).isFalse();
        assertThat(offsets(rig.receive(10))).containsExactly(0L, 1L, 2L);
    }
}
