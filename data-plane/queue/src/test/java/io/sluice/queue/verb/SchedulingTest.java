package io.sluice.queue.verb;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.MessageId;
import io.sluice.model.MessageStage;
import io.sluice.model.PartitionId;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.queue.Bodies;
import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.Slice;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Hash128;
import io.sluice.queue.command.Note;
import io.sluice.queue.command.Reply;
import io.sluice.queue.command.TopicRules;
import io.sluice.queue.image.StateImage;
import io.sluice.queue.look.Looking;
import io.sluice.queue.look.Sight;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages for later, taken back and put off; and what somebody sees who looks. */
class SchedulingTest {
    private static final PartitionId QUEUE = PartitionId.of(1, 0);
    private static final long DAY_MS = 86_400_000L;
    private static final long RETENTION_MS = 4 * DAY_MS;
    private static final int BYTES = 7;
    private static final Reply NOT_SCHEDULED = new Reply.Refused(new Rejection.NotScheduled());

    private final ShardState state = shard();

    @Test
    void aMessageScheduledBeyondRetentionIsKeptFromItsTimeOn() {
        long dueMs = state.timeMs() + 400 * DAY_MS;
        schedule(dueMs);
        pass(400 * DAY_MS - 1);
        assertThat(topic().ready()).isZero();
        assertThat(topic().delayed()).isEqualTo(1);
        pass(1);
        assertThat(topic().ready()).isEqualTo(1);
        pass(RETENTION_MS - 1);
        assertThat(topic().ready()).isEqualTo(1);
        pass(1);
        assertThat(topic().ready()).isZero();
        assertThat(state.storedBytes()).isZero();
        assertThat(state.weight()).isZero();
    }

    @Test
    void aCancelledMessageIsGoneWithAllThatItTook() {
        for (boolean run : new boolean[] {true, false}) {
            if (run) {
                send(900_000);
            } else {
                schedule(state.timeMs() + 900_000);
            }
            assertThat(state.apply(cancel(topic().nextOffset - 1))).isEqualTo(Reply.DONE);
            assertThat(topic().delayed()).isZero();
            assertThat(state.storedBytes()).isZero();
            assertThat(state.weight()).isZero();
            assertThat(topic().slices.size()).isZero();
            assertThat(state.apply(cancel(topic().nextOffset - 1))).isEqualTo(NOT_SCHEDULED);
            pass(900_000);
            assertThat(topic().ready()).isZero();
        }
    }

    @Test
    void whatBecameReadyOrWasGivenBackIsNotScheduledAnyMore() {
        send(1_000);
        pass(1_000);
        assertThat(state.apply(cancel(0))).isEqualTo(NOT_SCHEDULED);
        receive(0);
        assertThat(state.apply(cancel(0))).isEqualTo(NOT_SCHEDULED);
        nack(0, 1, 5_000, "later");
        assertThat(topic().delayed()).isEqualTo(1);
        assertThat(state.apply(cancel(0))).isEqualTo(NOT_SCHEDULED);
        assertThat(state.apply(move(0, 1))).isEqualTo(NOT_SCHEDULED);
    }

    @Test
    void aMessageIsPutOffAndBroughtForward() {
        send(10_000);
        state.apply(move(0, 20_000));
        pass(19_999);
        assertThat(topic().ready()).isZero();
        pass(1);
        assertThat(topic().ready()).isEqualTo(1);
        schedule(state.timeMs() + 30_000);
        state.apply(move(1, 0));
        pass(0);
        assertThat(topic().ready()).isEqualTo(2);
    }

    /** Runs that lose messages one by one, beside a model that keeps each one's own time. */
    @Property(tries = 200)
    void cancelledMessagesAreHolesInRuns(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ShardState state = shard();
        TreeMap<Long, Long> model = new TreeMap<>();
        for (int i = 0; i < 120; i++) {
            TopicState topic = topic(state);
            if (random.nextInt(3) > 0) {
                long delayMs = random.nextInt(3) == 0 ? 2_000 : 1_000 * random.nextLong(1, 4);
                model.put(topic.nextOffset, state.timeMs() + delayMs);
                state.apply(new Command.Send(QUEUE, List.of(new Command.NewMessage(new byte[1], BYTES, delayMs))));
            } else {
                long offset = random.nextLong(topic.nextOffset + 1);
                boolean waits = model.getOrDefault(offset, 0L) > state.timeMs();
                Reply reply = state.apply(new Command.Cancel(QUEUE, offset, BYTES));
                assertThat(reply).isEqualTo(waits ? Reply.DONE : NOT_SCHEDULED);
                if (waits) {
                    model.remove(offset);
                }
            }
            if (random.nextInt(10) == 0) {
                state.advance(state.timeMs() + random.nextLong(500));
            }
            seenIs(state, model);
        }
        assertThat(state.storedBytes()).isEqualTo((long) BYTES * model.size());
        assertThat(StateImage.hash(StateImage.restore(StateImage.of(state).blocks(), Bodies.NOWHERE)))
                .isEqualTo(StateImage.hash(state));
    }

    private static void seenIs(ShardState state, Map<Long, Long> model) {
        List<Long> ready = new ArrayList<>();
        TreeMap<Long, Long> waiting = new TreeMap<>();
        Looking looking = new Looking(EnumSet.allOf(MessageStage.class), 0, Long.MAX_VALUE);
        for (long at = 0; at >= 0; ) {
            at = looking.step(topic(state), at, sight -> {
                if (sight.stage() == MessageStage.DELAYED) {
                    waiting.put(sight.offset(), sight.untilMs());
                } else {
                    ready.add(sight.offset());
                }
                return true;
            });
        }
        TreeMap<Long, Long> due = new TreeMap<>(model);
        due.values().removeIf(dueMs -> dueMs <= state.timeMs());
        assertThat(waiting).isEqualTo(due);
        assertThat(ready).hasSize(model.size() - due.size()).isSorted();
        assertThat(topic(state).delayed()).isEqualTo(due.size());
    }

    @Test
    void aReasonStaysUntilTheNextAndGoesWithTheMessage() {
        send(0);
        receive(0);
        nack(0, 1, 0, "card declined");
        assertThat(noteOf(0)).isEqualTo(new Note("card declined", state.timeMs()));
        assertThat(state.weight()).isGreaterThan(Entry.WEIGHT_BYTES);
        ShardState again = StateImage.restore(StateImage.of(state).blocks(), Bodies.NOWHERE);
        assertThat(StateImage.hash(again)).isEqualTo(StateImage.hash(state));
        assertThat(again.weight()).isEqualTo(state.weight());
        receive(0);
        assertThat(noteOf(0)).isNotNull();
        nack(0, 2, 0, "");
        assertThat(noteOf(0)).isNull();
        receive(0);
        nack(0, 3, 0, "again");
        state.apply(new Command.Ack(QUEUE, new long[] {0}, new int[] {3}));
        assertThat(state.weight()).isZero();
        assertThat(topic().notes).isNull();
    }

    @Test
    void aSpentMessageIsParkedWithItsReasonAtOnce() {
        PartitionId letters = PartitionId.of(2, 0);
        ShardState state = new ShardState(Bodies.NOWHERE);
        state.advance(1_000);
        state.apply(new Command.Configure(letters, 1, rules(Optional.empty())));
        state.apply(new Command.Configure(
                QUEUE, 1, rules(Optional.of(new TopicRules.DeadLetters(new io.sluice.model.Place(letters, 0), 1)))));
        state.apply(new Command.Send(QUEUE, List.of(new Command.NewMessage(new byte[] {1}, BYTES, 0))));
        state.apply(new Command.Receive(QUEUE, 1_000, new long[] {0}, new int[] {BYTES}, new long[] {1_000}));
        state.apply(new Command.Nack(QUEUE, List.of(new Command.Returned(0, 1, 60_000, "never"))));
        TopicState.Leaving leaving = topic(state).leaving(letters, 1, 1_000).getFirst();
        assertThat(leaving.note()).isEqualTo(new Note("never", 1_000));
        state.apply(new Command.Arrive(
                QUEUE,
                letters,
                "q",
                List.of(new Command.Parked(
                        leaving.sequence(), new byte[] {1}, BYTES, 1_000, leaving.note(), Command.NO_GROUP, 0))));
        state.apply(new Command.Settle(QUEUE, letters, leaving.sequence(), true));
        assertThat(topic(state).notes).isNull();
        TopicState dead = state.topic(letters);
        assertThat(dead).isNotNull();
        Sight sight = Looking.at(dead, 0);
        assertThat(sight).isNotNull();
        assertThat(sight.note()).isEqualTo(new Note("never", 1_000));
        assertThat(sight.origin()).isEqualTo("q");
    }

    @Test
    void aRepeatedRequestSendsOnceForFiveMinutes() {
        byte[] envelope = new byte[18];
        Command once = new Command.Once(
                new Command.Send(QUEUE, List.of(new Command.NewMessage(envelope, BYTES, 0))), new Hash128(1, 2));
        Command later = new Command.Once(
                new Command.Schedule(
                        QUEUE, List.of(new Command.NewMessage(envelope, BYTES, 0)), new Command.When(true, 1_000)),
                new Hash128(1, 3));
        assertThat(placing(state.apply(once))).isEqualTo(new Reply.Placing(new MessageId(0, 0), 0, true));
        assertThat(placing(state.apply(later)).offset()).isEqualTo(1);
        pass(5 * 60_000 - 1);
        ShardState again = StateImage.restore(StateImage.of(state).blocks(), Bodies.NOWHERE);
        for (ShardState each : List.of(state, again)) {
            assertThat(placing(each.apply(once))).isEqualTo(new Reply.Placing(new MessageId(0, 0), 0, false));
            assertThat(placing(each.apply(later)).fresh()).isFalse();
        }
        assertThat(StateImage.hash(again)).isEqualTo(StateImage.hash(state));
        pass(1);
        assertThat(placing(state.apply(once)).offset()).isEqualTo(2);
        state.apply(new Command.Delete(QUEUE));
        assertThat(state.apply(once)).isEqualTo(ShardState.NO_SUCH_TOPIC);
    }

    private static Reply.Placing placing(Reply reply) {
        return ((Reply.Placed) reply).placings().getFirst();
    }

    @Test
    void aLeaseIsHeldForDaysAndRetentionEndsIt() {
        send(0);
        receive(0);
        for (int day = 0; day < 3; day++) {
            hold(0, 1, 2 * DAY_MS);
            pass(DAY_MS);
            Sight sight = Looking.at(topic(), 0);
            assertThat(sight).isNotNull();
            assertThat(sight.stage()).isEqualTo(MessageStage.LEASED);
            assertThat(sight.untilMs()).isEqualTo(state.timeMs() + DAY_MS);
        }
        pass(DAY_MS + Slice.LENGTH_MS);
        assertThat(Looking.at(topic(), 0)).isNull();
    }

    private void hold(long offset, int delivery, long leaseMs) {
        Reply reply = state.apply(new Command.Hold(
                new Command.Extend(QUEUE, new long[] {offset}, new int[] {delivery}, new long[] {leaseMs})));
        assertThat(((Reply.Verdicts) reply).verdicts()).containsExactly(Optional.empty());
    }

    private @Nullable Note noteOf(long offset) {
        return Noting.of(topic(), offset);
    }

    private void send(long delayMs) {
        state.apply(new Command.Send(QUEUE, List.of(new Command.NewMessage(new byte[1], BYTES, delayMs))));
    }

    private void schedule(long dueMs) {
        state.apply(new Command.Schedule(
                QUEUE, List.of(new Command.NewMessage(new byte[1], BYTES, 0)), new Command.When(false, dueMs)));
    }

    private void receive(long offset) {
        Reply reply = state.apply(new Command.Receive(
                QUEUE, 30_000, new long[] {offset}, new int[] {BYTES}, new long[] {state.timeMs()}));
        assertThat(((Reply.Handed) reply).leases()).hasSize(1);
    }

    private void nack(long offset, int delivery, long delayMs, String reason) {
        Reply reply =
                state.apply(new Command.Nack(QUEUE, List.of(new Command.Returned(offset, delivery, delayMs, reason))));
        assertThat(((Reply.Verdicts) reply).verdicts()).containsExactly(Optional.empty());
    }

    private static Command cancel(long offset) {
        return new Command.Cancel(QUEUE, offset, BYTES);
    }

    private static Command move(long offset, long inMs) {
        return new Command.Reschedule(QUEUE, offset, BYTES, new Command.When(true, inMs));
    }

    private void pass(long ms) {
        state.advance(state.timeMs() + ms);
    }

    private TopicState topic() {
        return topic(state);
    }

    private static TopicState topic(ShardState state) {
        TopicState topic = state.topic(QUEUE);
        if (topic == null) {
            throw new AssertionError("no topic");
        }
        return topic;
    }

    private static ShardState shard() {
        ShardState state = new ShardState(Bodies.NOWHERE);
        state.advance(1_000_000);
        state.apply(new Command.Configure(QUEUE, 1, rules(Optional.empty())));
        return state;
    }

    private static TopicRules rules(Optional<TopicRules.DeadLetters> deadLetters) {
        return new TopicRules(new TenantId(1), "q", 30_000, 0, RETENTION_MS, 1_000, deadLetters);
    }
}
