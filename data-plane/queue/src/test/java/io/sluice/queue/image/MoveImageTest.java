package io.sluice.queue.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.MoveTask;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.TenantId;
import io.sluice.queue.Bodies;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.CommandCodecTest;
import io.sluice.queue.command.TopicRules;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an image has of message move tasks, and what it has not where there is none. */
class MoveImageTest {
    private static final PartitionId LETTERS = PartitionId.of(1, 0);
    private static final PartitionId OTHER = PartitionId.of(2, 0);
    private static final Place TARGET = new Place(PartitionId.of(9, 0), 1);
    private static final int BYTES = 10;

    /** A cancelled task, one that failed, and one that has three messages on their way. */
    static ShardState state() {
        ShardState state = new ShardState(Bodies.NOWHERE);
        state.advance(1_000);
        configure(state, LETTERS);
        configure(state, OTHER);
        List<Command.NewMessage> messages = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            messages.add(new Command.NewMessage(new byte[18], BYTES, -1));
        }
        state.apply(new Command.Send(LETTERS, messages));
        state.apply(start(Optional.of(new Command.Move.Destination(TARGET, "target")), 2));
        state.apply(new Command.Move.Cancel(LETTERS, 1));
        state.apply(start(Optional.empty(), 0));
        state.apply(new Command.Move.Fail(LETTERS, 2, MoveTask.Failure.NO_ORIGIN));
        state.apply(start(Optional.of(new Command.Move.Destination(TARGET, "target")), 200));
        state.apply(take(0, 1, 4, 5));
        state.apply(new Command.Settle(LETTERS, TARGET.partition(), 1, true));
        return state;
    }

    private static void configure(ShardState state, PartitionId partition) {
        TopicRules rules =
                new TopicRules(new TenantId(7), "t" + partition.incarnation(), 1_000, 0, 60_000, 100, Optional.empty());
        state.apply(new Command.Configure(partition, 1, rules));
    }

    private static Command start(Optional<Command.Move.Destination> destination, int perSecond) {
        return new Command.Move.Start(LETTERS, destination, perSecond);
    }

    private static Command take(long... offsets) {
        List<Command.Move.Pick> picks = new ArrayList<>();
        for (long offset : offsets) {
            picks.add(new Command.Move.Pick(offset, BYTES, 1_000, 0));
        }
        return new Command.Move.Take(LETTERS, 3, List.of(TARGET), picks);
    }

    private static TopicState letters(ShardState state) {
        return Objects.requireNonNull(state.topic(LETTERS));
    }

    @Test
    void goldenImageIsReadAndWrittenForEver() throws IOException {
        List<String> golden = CommandCodecTest.golden("state-moves.hex");
        byte[] image = HexFormat.of().parseHex(golden.get(0));

        assertThat(StateImageTest.bytes(state())).isEqualTo(image);
        ShardState read = StateImage.restore(List.of(ByteBuffer.wrap(image)).iterator(), Bodies.NOWHERE);
        assertThat(StateImage.hash(read)).isEqualTo(golden.get(1));
        assertThat(read.withMoves()).containsExactly(LETTERS);
        assertThat(letters(read).moveTasks(10)).isEqualTo(letters(state()).moveTasks(10));
        assertThat(letters(read).moveTasks(10))
                .extracting(MoveTask::state)
                .containsExactly(MoveTask.State.RUNNING, MoveTask.State.FAILED, MoveTask.State.CANCELLED);
        assertThat(letters(read).leaving(TARGET.partition(), 10, 1_000))
                .hasSize(3)
                .allMatch(TopicState.Leaving::moved);
    }

    @Test
    void imageIsAsEverAgainWhenTheTopicIsGone() {
        ShardState state = state();
        assertThat(StateImageTest.bytes(state)[0] & 0x80).isNotZero();
        state.apply(new Command.Delete(LETTERS));
        assertThat(StateImageTest.bytes(state)[0] & 0x80).isZero();
        assertThat(state.withMoves()).isEmpty();
    }

    @Test
    void unknownFlagIsRefused() {
        byte[] image = StateImageTest.bytes(state());
        image[1] |= 0x40;
        assertThatThrownBy(
                        () -> StateImage.restore(List.of(ByteBuffer.wrap(image)).iterator(), Bodies.NOWHERE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown version");
    }

    @Test
    void noMoreSetOutThanThePaceAllows() {
        ShardState state = state(); // four have set out, as many as 200 a second allow within 20 ms; one has arrived
        state.apply(take(6, 7));
        assertThat(letters(state).leaving(TARGET.partition(), 10, 1_000)).hasSize(3);
        state.advance(1_100);
        state.apply(take(6, 7));
        assertThat(letters(state).leaving(TARGET.partition(), 10, 1_000)).hasSize(5);
    }
}
