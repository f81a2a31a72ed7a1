package io.sluice.queue.fifo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.MoveTask;
import io.sluice.model.Place;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Messages of a FIFO topic set out in the order of their groups. */
class GroupMovingTest {
    private static final long A = 11;
    private static final long B = 22;
    private static final Place ELSEWHERE = new Place(FifoRig.DEAD, 1);

    private final FifoRig rig = new FifoRig();

    @Test
    void groupIsLockedUntilItsMessagesHaveArrived() {
        rig.send(A, 3);
        start(500);
        take(A, 0, 1);

        assertThat(leaving()).containsExactly(0L, 1L);
        assertThat(rig.receive(10)).isEmpty();
        rig.restart();
        assertThat(rig.receive(10)).isEmpty();
        settle(2, true);
        assertThat(FifoRig.offsets(rig.receive(10))).containsExactly(2L);
    }

    @Test
    void nobodyOvertakesHisGroup() {
        rig.send(A, 3);
        start(500);
        take(A, 1, 0, 2);
        assertThat(leaving()).containsExactly(0L);
        take(A, 1);
        assertThat(leaving()).as("its group is on its way").containsExactly(0L);
    }

    @Test
    void groupThatSomebodyHasIsLeft() {
        rig.send(A, 2);
        rig.send(B, 1);
        List<Reply.Lease> held = rig.receive(1);
        start(500);
        take(A, 1);
        take(B, 2);
        assertThat(leaving()).containsExactly(2L);
        settle(1, true);
        assertThat(task().state()).as("the other one waits for its group").isEqualTo(MoveTask.State.RUNNING);
        rig.ack(held);
        take(A, 1);
        assertThat(leaving()).containsExactly(1L);
        settle(2, true);
        assertThat(task()).returns(MoveTask.State.COMPLETED, MoveTask::state).returns(2L, MoveTask::moved);
    }

    @Test
    void delayedMessagesStay() {
        FifoRig delayed = new FifoRig(5_000, Optional.empty());
        delayed.send(A, 1);
        assertThat(delayed.state.apply(redrive(A, 0))).isEqualTo(new Reply.Redriven(0, 0));
    }

    @Test
    void whatComesBackStandsWhereItStood() {
        rig.send(A, 4);
        start(500);
        take(A, 0, 1);
        settle(2, false);
        assertThat(task().state()).isEqualTo(MoveTask.State.FAILED);
        assertThat(FifoRig.offsets(rig.receive(10))).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void chosenMessagesGoFromTheMiddleAndTheOthersStayInOrder() {
        rig.send(A, 5);
        assertThat(rig.state.apply(redrive(A, 1, 3, 3))).isEqualTo(new Reply.Redriven(1, 2));
        assertThat(leaving()).containsExactly(1L, 3L);
        assertThat(rig.receive(10)).isEmpty();
        rig.restart();
        settle(1, true);
        settle(2, false);
        assertThat(FifoRig.offsets(rig.receive(10))).containsExactly(0L, 2L, 3L, 4L);
    }

    @Test
    void chosenMessagesOfALeasedGroupStay() {
        rig.send(A, 2);
        rig.receive(1);
        assertThat(rig.state.apply(redrive(A, 1))).isEqualTo(new Reply.Redriven(0, 0));
        assertThat(rig.state.apply(redrive(B, 1))).as("another's group").isEqualTo(new Reply.Redriven(0, 0));
    }

    @Test
    void purgeLeavesWhatIsOnItsWay() {
        rig.send(A, 3);
        start(500);
        take(A, 0);
        rig.state.apply(new Command.Purge(FifoRig.QUEUE, 0));
        rig.send(A, 1);
        assertThat(rig.receive(10)).isEmpty();
        settle(1, true);
        assertThat(FifoRig.offsets(rig.receive(10))).containsExactly(3L);
        assertThat(task().state()).isEqualTo(MoveTask.State.RUNNING);
    }

    private void start(int perSecond) {
        rig.state.apply(new Command.Move.Start(
                FifoRig.QUEUE, Optional.of(new Command.Move.Destination(ELSEWHERE, "elsewhere")), perSecond));
    }

    private void take(long group, long... offsets) {
        long[] groups = new long[offsets.length];
        Arrays.fill(groups, group);
        rig.state.apply(new Command.Move.TakeFifo(
                new Command.Move.Take(FifoRig.QUEUE, 1, List.of(ELSEWHERE), picks(offsets)), groups));
    }

    private static Command redrive(long group, long... offsets) {
        long[] groups = new long[offsets.length];
        Arrays.fill(groups, group);
        return new Command.Move.RedriveFifo(
                new Command.Move.Redrive(FifoRig.QUEUE, Optional.empty(), List.of(ELSEWHERE), picks(offsets)), groups);
    }

    private static List<Command.Move.Pick> picks(long... offsets) {
        List<Command.Move.Pick> picks = new ArrayList<>();
        for (long offset : offsets) {
            picks.add(new Command.Move.Pick(offset, FifoRig.BYTES, 0, 0));
        }
        return picks;
    }

    private void settle(long sequence, boolean taken) {
        rig.state.apply(new Command.Settle(FifoRig.QUEUE, FifoRig.DEAD, sequence, taken));
    }

    private List<Long> leaving() {
        return rig.topic().leaving(FifoRig.DEAD, 10, 1_000).stream()
                .map(TopicState.Leaving::offset)
                .toList();
    }

    private MoveTask task() {
        return rig.topic().moveTasks(1).getFirst();
    }
}
