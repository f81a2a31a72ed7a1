package io.sluice.queue.verb;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.TenantId;
import io.sluice.model.TierMeters;
import io.sluice.queue.Bodies;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.command.TopicRules;
import io.sluice.queue.image.StateImage;
import io.sluice.queue.image.StateImageTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FilingTest {
    private static final PartitionId A = PartitionId.of(1, 0);
    private static final PartitionId DEAD = PartitionId.of(2, 0);
    private static final TenantId TENANT = new TenantId(5);
    private static final int BYTES = 1_000;

    private final List<String> told = new ArrayList<>();
    private final ShardState state = new ShardState(new Bodies() {
        @Override
        public Shelf shelf(PartitionId partition, TenantId tenant) {
            return Bodies.NOWHERE.shelf(partition, tenant);
        }

        @Override
        public void moved(@Nullable BodyFile before, @Nullable BodyFile after) {
            told.add((before == null ? "-" : before.id()) + ">" + (after == null ? "-" : after.id()));
        }
    });

    @BeforeEach
    void queues() {
        state.advance(1_000);
        configure(A, Optional.of(new TopicRules.DeadLetters(new Place(DEAD, 0), 1)));
        configure(DEAD, Optional.empty());
    }

    @Test
    void fileStaysUntilItsMessageIsAcked() {
        send(0, 1);
        assertThat(files()).containsExactly(1L);
        receive();
        assertThat(files()).containsExactly(1L);
        state.apply(new Command.Ack(A, new long[] {0}, new int[] {1}));
        assertThat(files()).isEmpty();
        assertThat(told).containsExactly("->1", "1>-");
    }

    @Test
    void filesGoWithRetentionPurgeAndDeletion() {
        send(0, 1);
        state.advance(200_000);
        assertThat(files()).isEmpty();
        send(0, 2);
        state.apply(new Command.Purge(A, 0));
        assertThat(files()).isEmpty();
        send(0, 3);
        receive();
        send(0, 4);
        state.apply(new Command.Delete(A));
        assertThat(files()).isEmpty();
    }

    @Test
    void refusedSendBringsNoFile() {
        state.apply(new Command.Delete(A));
        assertThat(send(0, 1)).isInstanceOf(Reply.Refused.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void parkedMessageTakesItsFileAlongAndOnlyOnce() {
        send(0, 1);
        receive();
        state.advance(40_000);
        Command.ArriveFiled arrive = arrive(1, true);
        state.apply(arrive);
        state.apply(arrive);
        assertThat(files()).containsExactly(1L);
        state.apply(new Command.Settle(A, DEAD, 1, true));
        assertThat(files()).containsExactly(1L);
        assertThat(state.existing(DEAD).bodyFile(0)).isNotNull();
        assertThat(told).containsExactly("->1");
    }

    @Test
    void messageOfADeletedSourceDoesNotArriveWithoutItsFile() {
        send(0, 1);
        receive();
        state.advance(40_000);
        state.apply(new Command.Delete(A));
        state.apply(arrive(1, true));
        assertThat(state.existing(DEAD).ready()).isZero();
    }

    @Test
    void messageFromAnotherShardBringsAFileOfItsOwn() {
        state.apply(arrive(9, false));
        state.apply(arrive(10, false));
        assertThat(files()).containsExactly(9L);
    }

    @Test
    void lostBodyTakesItsMessageAlongAndNoOther() {
        send(0, 1);
        send(0, 2);
        state.apply(new Command.BodyLost(1, BYTES, 1_000));
        state.apply(new Command.BodyLost(1, BYTES, 1_000));
        assertThat(files()).containsExactly(2L);
        assertThat(state.existing(A).ready()).isEqualTo(1);
        assertThat(state.storedBytes()).isEqualTo(BYTES);
    }

    @Test
    void tiersAreMeteredWhileTheyHoldTheBody() {
        send(0, 1);
        state.advance(2_000);
        state.apply(new Command.BodyEvicted(1)); // nowhere else: stays
        state.apply(new Command.BodyUploaded(1));
        state.advance(3_000);
        state.apply(new Command.BodyEvicted(1));
        state.advance(4_000);
        state.apply(new Command.Purge(A, 0));
        state.advance(5_000);
        TierMeters meters = state.tierMeters(TENANT);
        assertThat(meters.diskByteMs()).isEqualTo(java.math.BigInteger.valueOf(2_000L * (BYTES - 50)));
        assertThat(meters.objectByteMs()).isEqualTo(java.math.BigInteger.valueOf(2_000L * (BYTES - 50)));
    }

    @Test
    void imageHoldsFiles() {
        send(0, 1);
        send(0, 2);
        state.apply(new Command.BodyUploaded(2));
        ShardState restored = StateImage.restore(
                List.of(ByteBuffer.wrap(StateImageTest.bytes(state))).iterator(), Bodies.NOWHERE);
        assertThat(StateImage.hash(restored)).isEqualTo(StateImage.hash(state));
        assertThat(restored.bodyFiles()).usingRecursiveComparison().isEqualTo(state.bodyFiles());
        restored.apply(new Command.Purge(A, 0));
        state.apply(new Command.Purge(A, 0));
        assertThat(StateImage.hash(restored)).isEqualTo(StateImage.hash(state));
        assertThat(restored.bodyFiles()).isEmpty();
    }

    private void configure(PartitionId partition, Optional<TopicRules.DeadLetters> deadLetters) {
        state.apply(new Command.Configure(
                partition, 1, new TopicRules(TENANT, "queue", 30_000, 0, 100_000, 1 << 20, deadLetters)));
    }

    private Reply send(int index, long file) {
        return state.apply(new Command.SendFiled(
                new Command.Send(A, List.of(new Command.NewMessage(new byte[20], BYTES, -1))),
                List.of(new Command.Attached(index, file(file)))));
    }

    private void receive() {
        state.apply(new Command.Receive(A, 30_000, new long[] {0, 1, 2}, new int[] {BYTES, BYTES, BYTES}, new long[3]));
    }

    private Command.ArriveFiled arrive(long file, boolean here) {
        return new Command.ArriveFiled(
                new Command.Arrive(A, DEAD, "queue", List.of(new Command.Parked(1, new byte[20], BYTES, 1_000))),
                List.of(new Command.Attached(0, file(file))),
                here);
    }

    private static BodyFile file(long id) {
        return new BodyFile(id, new MessageId(1, id), TENANT, BYTES - 50, BYTES, new byte[32], true, false);
    }

    private List<Long> files() {
        return state.bodyFiles().stream().map(BodyFile::id).toList();
    }
}
