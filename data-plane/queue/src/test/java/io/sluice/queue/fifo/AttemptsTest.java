package io.sluice.queue.fifo;

import static io.sluice.queue.fifo.FifoRig.LEASE_MS;
import static io.sluice.queue.fifo.FifoRig.offsets;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.queue.command.Hash128;
import io.sluice.queue.command.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Receives that are repeated. */
class AttemptsTest {
    private static final Hash128 ATTEMPT = new Hash128(5, 6);

    private final FifoRig rig = new FifoRig();

    AttemptsTest() {
        rig.send(11, 3);
        rig.send(12, 1);
    }

    @Test
    void repeatGetsTheSameUnderTheSameReceiptsAndLeasesThemAnew() {
        List<Reply.Lease> first = rig.receive(2, ATTEMPT);
        rig.pass(LEASE_MS - 1);
        assertThat(rig.receive(10, ATTEMPT)).isEqualTo(first);
        rig.pass(LEASE_MS - 1);
        rig.restart();
        assertThat(rig.receive(10, ATTEMPT)).as("after a restart").isEqualTo(first);
        assertThat(rig.ack(first)).containsExactly(true, true);
    }

    @Test
    void anotherNameGetsOthers() {
        rig.receive(2, ATTEMPT);
        assertThat(offsets(rig.receive(10, new Hash128(5, 7)))).containsExactly(3L);
    }

    @Test
    void ackedMessageVoidsTheAttempt() {
        List<Reply.Lease> first = rig.receive(2, ATTEMPT);
        rig.ack(first.subList(0, 1));
        assertThat(offsets(rig.receive(10, ATTEMPT))).containsExactly(3L);
    }

    @Test
    void extendedLeaseVoidsTheAttempt() {
        Reply.Lease first = rig.receive(2, ATTEMPT).getFirst();
        rig.extend(first, 10_000);
        assertThat(offsets(rig.receive(10, ATTEMPT))).containsExactly(3L);
    }

    @Test
    void attemptEndsWithItsLeases() {
        List<Reply.Lease> first = rig.receive(2, ATTEMPT);
        rig.pass(LEASE_MS);
        List<Reply.Lease> second = rig.receive(2, ATTEMPT);
        assertThat(second).hasSize(2).isNotEqualTo(first);
    }

    @Test
    void attemptIsGoodForFiveMinutesAndNoLonger() {
        List<Reply.Lease> first = rig.receive(2, ATTEMPT);
        for (int i = 0; i < 14; i++) {
            rig.pass(20_000);
            rig.receive(2, ATTEMPT);
        }
        rig.pass(19_999);
        assertThat(rig.receive(2, ATTEMPT)).isEqualTo(first);
        rig.pass(1);
        assertThat(offsets(rig.receive(2, ATTEMPT))).containsExactly(3L);
    }

    @Test
    void whatWasGivenOutTwiceIsBackWhenBothAnswersWereLost() {
        List<Reply.Lease> first = rig.receive(2, ATTEMPT);
        rig.receive(2, ATTEMPT);
        rig.giveBack(first);
        assertThat(rig.receive(10, ATTEMPT))
                .as("the other answer may have come")
                .isEqualTo(first);
        rig.giveBack(first);
        rig.giveBack(first);
        assertThat(offsets(rig.receive(10)))
                .as("behind the group that stood in line")
                .containsExactly(3L, 0L, 1L, 2L);
    }
}
