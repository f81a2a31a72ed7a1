package io.sluice.queue.fair;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.Bodies;
import io.sluice.queue.Entry;
import io.sluice.queue.Reserved;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.CommandCodec;
import io.sluice.queue.command.Hash128;
import io.sluice.queue.command.Reply;
import io.sluice.queue.command.TopicRules;
import io.sluice.queue.image.ImageWriter;
import io.sluice.queue.image.StateImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Standard topics whose messages have groups: quiet groups come first, and noisy ones come. */
final class FairTest {
    private static final PartitionId QUEUE = PartitionId.of(1, 0);
    private static final long LEASE_MS = 1_000;
    private static final int BYTES = 1;
    private static final long ALONE = Command.NO_GROUP;
    private static final long NOISY = 77;
    private static final long QUIET = 5;
    private static final int BACKLOG = 100_000;

    private ShardState state = new ShardState(Bodies.NOWHERE);

    FairTest() {
        state.advance(1_000);
        TopicRules rules = new TopicRules(new TenantId(1), "orders", LEASE_MS, 0, 1_000_000_000, 100, Optional.empty());
        state.apply(new Command.Configure(QUEUE, 1, rules));
    }

    @Test
    void aNoisyGroupsBacklogDoesNotDelayAQuietGroupsMessage() {
        send(NOISY, BACKLOG);
        for (int i = 0; i < 10; i++) {
            receive(10);
        }
        long quiet = send(QUIET, 1);
        assertThat(receive(1)).containsExactly(quiet);
    }

    @Test
    void belowThirtyInFlightNoGroupIsNoisy() {
        send(NOISY, 40);
        receive(FairLines.NOISY_IN_FLIGHT - 1);
        long quiet = send(QUIET, 20);
        assertThat(receive(4)).as("both groups in turn").containsExactly(29, quiet, quiet + 1, quiet + 2);
    }

    @Test
    void aNoisyGroupGetsItsShareThoughQuietOnesNeverRunDry() {
        send(NOISY, 200);
        receive(50);
        long quiet = send(QUIET, 200);
        int noisy = 0;
        for (int i = 0; i < 100; i++) {
            long[] offsets = receive(1);
            noisy += offsets[0] < quiet ? 1 : 0;
            ack(offsets);
        }
        assertThat(noisy).isEqualTo(100 / FairLines.TURN_OF_NOISY);
    }

    @Test
    void aNoisyGroupGetsWhatTheOthersLeave() {
        send(NOISY, BACKLOG);
        for (int i = 0; i < 500; i++) {
            assertThat(receive(10)).hasSize(10);
        }
    }

    @Test
    void aGroupWhoseMessagesWereAckedIsQuietAgain() {
        send(NOISY, 200);
        long[] first = receive(50);
        send(QUIET, 200);
        ack(first);
        long[] next = receive(20);
        assertThat(Arrays.stream(next).filter(offset -> offset < 200))
                .as("every other one")
                .hasSize(10);
    }

    @Test
    void aGroupWhoseLeasesEndedIsQuietAgainAndItsMessagesComeAgain() {
        send(NOISY, 60);
        receive(50);
        state.advance(state.timeMs() + LEASE_MS);
        Set<Long> all = new HashSet<>();
        for (int i = 0; i < 6; i++) {
            Arrays.stream(receive(10)).forEach(all::add);
        }
        assertThat(all).hasSize(60);
    }

    /** A few messages that take long: never thirty of them at once. */
    @Test
    void aGroupThatTookATenthOfTheTimeIsNoisyThoughLittleOfItIsInFlight() {
        long slow = send(NOISY, 20);
        receive(3);
        state.advance(state.timeMs() + LEASE_MS / 2);
        ack(new long[] {slow});
        long quiet = send(QUIET, 3);
        assertThat(receive(3)).containsExactly(quiet, quiet + 1, quiet + 2);
        state.advance(state.timeMs() + LEASE_MS / 4);
        ack(new long[] {quiet, quiet + 1, quiet + 2});
        long again = send(QUIET, 1);
        assertThat(receive(1))
                .as("nothing of it was left, so what it took is forgotten")
                .containsExactly(again);
    }

    @Test
    void ofNoisyGroupsThatWithTheLeastInFlightComesEveryOtherTime() {
        send(NOISY, 10);
        receive(4);
        long second = send(QUIET, 10);
        assertThat(receive(2)).containsExactly(4, second);
        state.advance(state.timeMs() + LEASE_MS / 2);
        ack(new long[] {0});
        assertThat(receive(2)).containsExactly(second + 1, 5);
    }

    @Test
    void aNoisyGroupThatKeepsItsMessagesIsServedBesideOneThatAlwaysHasFewer() {
        send(NOISY, 100);
        receive(6);
        state.advance(state.timeMs() + 1_000);
        long other = send(QUIET, 100);
        int kept = 0;
        for (int i = 0; i < 40; i++) {
            long[] got = receive(1);
            state.advance(state.timeMs() + 200);
            if (got[0] >= other) {
                ack(got);
            } else {
                kept++;
            }
        }
        assertThat(kept).isGreaterThan(10);
    }

    @Test
    void timeThatWasTakenLongAgoCountsForNothing() {
        send(NOISY, 20);
        receive(3);
        state.advance(state.timeMs() + LEASE_MS / 2);
        ack(new long[] {0, 1, 2});
        state.advance(state.timeMs() + 40 * BusyTime.RECENT_MS);
        long quiet = send(QUIET, 4);
        receive(2); // whatever it is
        assertThat(Arrays.stream(receive(4)).filter(offset -> offset < quiet)).isNotEmpty();
    }

    @Test
    void messagesWithoutAGroupAreNeverNoisy() {
        send(ALONE, 300);
        send(NOISY, 100);
        receive(100); // in turn
        send(QUIET, 1);
        long[] next = receive(9);
        assertThat(Arrays.stream(next).filter(offset -> offset < 300)).hasSize(8);
    }

    @Test
    void aRestartKeepsWhoIsNoisy() {
        send(NOISY, 200);
        receive(50);
        long quiet = send(QUIET, 5);
        restart();
        assertThat(receive(5)).containsExactly(quiet, quiet + 1, quiet + 2, quiet + 3, quiet + 4);
    }

    @Test
    void anImageWithoutGroupsHasNoFlagAndOneWithGroupsIsTheSameAfterwards() {
        send(ALONE, 3);
        byte[] before = image();
        long grouped = send(NOISY, 3);
        assertThat(image()[0] & ImageWriter.EXTRA).isNotZero();
        String hash = StateImage.hash(state);
        restart();
        assertThat(StateImage.hash(state)).isEqualTo(hash);
        receiveAndAck(grouped, 3);
        assertThat(before[0] & ImageWriter.EXTRA).isZero();
        assertThat(image()[0] & ImageWriter.EXTRA)
                .as("no message has a group any more")
                .isZero();
        assertThat(state.groupsWeight.bytes).isZero();
    }

    @Test
    void inOneSendSomeMessagesMayHaveNoGroup() {
        Command.NewMessage alone = new Command.NewMessage(new byte[20], BYTES, 0);
        Command.NewMessage grouped =
                new Command.NewMessage(new byte[30], BYTES, 0, new Command.Grouped(QUIET, Hash128.NONE));
        for (List<Command.NewMessage> batch : List.of(List.of(alone, grouped), List.of(grouped, alone))) {
            Command.Send send = new Command.Send(QUEUE, batch);
            ByteBuffer bytes = ByteBuffer.allocate(CommandCodec.sizeBound(send));
            CommandCodec.toWire(send, bytes);
            state.apply(CommandCodec.fromWire(bytes.flip()));
        }
        assertThat(Tagging.of(topic(), 0)).isEqualTo(GroupTags.NONE);
        assertThat(Tagging.of(topic(), 1)).isEqualTo(GroupTags.of(QUIET)).isEqualTo(Tagging.of(topic(), 2));
        assertThat(Tagging.of(topic(), 3)).isEqualTo(GroupTags.NONE);
    }

    @Test
    void whatHasGoneIsNotHeld() {
        for (int group = 1; group < 3_000; group++) {
            long first = send(group, 2);
            receiveAndAck(first, 2);
            assertThat(receive(10)).isEmpty();
        }
        assertThat(state.taggedTopics).isZero();
        assertThat(state.groupsWeight.bytes).isZero();
    }

    @Test
    void whatWasGivenBackUnseenIsPickedAgain() {
        send(ALONE, 4);
        send(QUIET, 4);
        Reserved reserved = topic().reserve(8, true);
        assertThat(topic().reserve(8, true).offsets()).isEmpty();
        topic().release(reserved);
        assertThat(receive(8)).hasSize(8).doesNotHaveDuplicates();
    }

    @Test
    void aPurgeLeavesNothingBehind() {
        send(NOISY, 100);
        send(ALONE, 10);
        Reserved underWay = topic().reserve(5, true);
        receive(40);
        state.apply(new Command.Purge(QUEUE, 0));
        assertThat(topic().readyToReserve()).isZero();
        assertThat(state.groupsWeight.bytes).isZero();
        long next = send(QUIET, 2);
        topic().release(underWay);
        assertThat(receive(2)).containsExactly(next, next + 1);
    }

    @Test
    void delayedMessagesTakePartWhenTheirDelayEnds() {
        sendDelayed(NOISY, 3, 500);
        sendDelayed(ALONE, 3, 500);
        assertThat(topic().readyToReserve()).isZero();
        send(QUIET, 1);
        assertThat(receive(10)).containsExactly(6);
        state.advance(state.timeMs() + 500);
        assertThat(receive(10)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    }

    /** Against a count over everything: quiet ones first but for the share, nothing lost, nothing twice, also over restarts. */
    @Test
    void randomUseAgreesWithACountOverEverything() {
        for (int seed = 0; seed < 60; seed++) {
            state = new FairTest().state;
            new Random(seed).run();
        }
    }

    private final class Random {
        private final SplittableRandom random;
        private final Map<Long, Long> groups = new HashMap<>();
        private final List<Reserved> underWay = new ArrayList<>();
        /** No more of them have been picked in a row, since some may be noisy for the time that they took. */
        private int quietInARow;

        private final Set<Long> everLeased = new HashSet<>();

        Random(long seed) {
            random = new SplittableRandom(seed);
        }

        void run() {
            for (int step = 0; step < 300; step++) {
                switch (random.nextInt(12)) {
                    case 0, 1, 2 -> sent(random.nextInt(3) == 0 ? NOISY : random.nextLong(6), random.nextInt(40));
                    case 3, 4, 5, 6 -> pick();
                    case 7 -> propose();
                    case 8 -> ackSome();
                    case 9 -> state.advance(state.timeMs() + random.nextInt(400));
                    case 10 -> {
                        if (random.nextInt(4) == 0) {
                            restart();
                            underWay.clear();
                        }
                    }
                    default -> {
                        if (!underWay.isEmpty()) {
                            topic().release(underWay.remove(0));
                        }
                    }
                }
            }
            underWay.forEach(topic()::release);
            int ready = topic().readyToReserve();
            assertThat(topic().reserve(ready, true).offsets()).hasSize(ready).doesNotHaveDuplicates();
        }

        private void sent(long group, int count) {
            if (count > 0) {
                long first = random.nextInt(3) == 0 ? sendDelayed(group, count, 300) : send(group, count);
                for (int i = 0; i < count; i++) {
                    groups.put(first + i, group);
                }
            }
        }

        private void pick() {
            Set<Long> ready = ready();
            Reserved one = topic().reserve(1, true);
            underWay.add(one);
            if (ready.isEmpty()) {
                assertThat(one.offsets()).isEmpty();
                return;
            }
            long offset = one.offsets()[0];
            assertThat(ready).contains(offset);
            ready.remove(offset);
            underWay.removeLast(); // as it was when it was picked
            boolean quietLeft = ready.stream().anyMatch(other -> isSurelyQuiet(group(other)));
            boolean isNoisy = isNoisy(group(offset));
            underWay.add(one);
            if (isNoisy && quietLeft) {
                assertThat(quietInARow).as("quiet ones before").isGreaterThanOrEqualTo(FairLines.TURN_OF_NOISY - 1);
            }
            quietInARow = isNoisy ? 0 : quietInARow + 1;
        }

        /** It took nobody's time so far, or is no group. */
        private boolean isSurelyQuiet(long group) {
            return group == ALONE || (!everLeased.contains(group) && !isNoisy(group));
        }

        private void propose() {
            if (!underWay.isEmpty()) {
                Reserved one = underWay.remove(random.nextInt(underWay.size()));
                Arrays.stream(one.offsets()).forEach(offset -> everLeased.add(group(offset)));
                lease(one);
                topic().release(one);
            }
        }

        private void ackSome() {
            for (Entry entry : List.copyOf(topic().entries.values())) {
                if (entry.phase == Entry.Phase.LEASED && random.nextInt(3) == 0) {
                    state.apply(new Command.Ack(QUEUE, new long[] {entry.offset}, new int[] {entry.delivery}));
                }
            }
        }

        private Set<Long> ready() {
            Set<Long> ready = new HashSet<>();
            topic().eachMessage((first, last) -> {
                for (long offset = first; offset <= last; offset++) {
                    if (topic().isReady(offset)) {
                        ready.add(offset);
                    }
                }
            });
            underWay.forEach(one -> Arrays.stream(one.offsets()).forEach(ready::remove));
            return ready;
        }

        private long group(long offset) {
            return Objects.requireNonNull(groups.get(offset));
        }

        private boolean isNoisy(long group) {
            int all = 0;
            int its = 0;
            for (Entry entry : topic().entries.values()) {
                if (entry.phase == Entry.Phase.LEASED) {
                    all++;
                    its += group(entry.offset) == group ? 1 : 0;
                }
            }
            for (Reserved one : underWay) {
                for (long offset : one.offsets()) {
                    all++;
                    its += group(offset) == group ? 1 : 0;
                }
            }
            return group != ALONE && its >= FairLines.NOISY_IN_FLIGHT && its * FairLines.NOISY_PART > all;
        }
    }

    private TopicState topic() {
        return Objects.requireNonNull(state.topic(QUEUE));
    }

    private long send(long group, int count) {
        return sendDelayed(group, count, 0);
    }

    /** Through the bytes of the log. */
    private long sendDelayed(long group, int count, long delayMs) {
        Command.NewMessage message = new Command.NewMessage(
                new byte[20], BYTES, delayMs, group == ALONE ? null : new Command.Grouped(group, Hash128.NONE));
        Command.Send send = new Command.Send(QUEUE, Collections.nCopies(count, message));
        ByteBuffer bytes = ByteBuffer.allocate(CommandCodec.sizeBound(send));
        CommandCodec.toWire(send, bytes);
        return ((Reply.Appended) state.apply(CommandCodec.fromWire(bytes.flip()))).firstOffset();
    }

    private long[] receive(int max) {
        Reserved reserved = topic().reserve(max, true);
        lease(reserved);
        topic().release(reserved);
        return reserved.offsets();
    }

    private void lease(Reserved reserved) {
        long[] offsets = reserved.offsets();
        int[] bytes = new int[offsets.length];
        Arrays.fill(bytes, BYTES);
        state.apply(new Command.Receive(QUEUE, LEASE_MS, offsets, bytes, new long[offsets.length]));
    }

    private void ack(long[] offsets) {
        int[] first = new int[offsets.length];
        Arrays.fill(first, 1);
        state.apply(new Command.Ack(QUEUE, offsets, first));
    }

    private void receiveAndAck(long first, int count) {
        long[] offsets = new long[count];
        Arrays.setAll(offsets, i -> first + i);
        lease(new Reserved(offsets, count, new long[0]));
        ack(offsets);
    }

    private void restart() {
        state = StateImage.restore(StateImage.of(state).blocks(), Bodies.NOWHERE);
    }

    private byte[] image() {
        Iterator<ByteBuffer> blocks = StateImage.of(state).blocks();
        ByteBuffer first = blocks.next();
        byte[] bytes = new byte[first.remaining()];
        first.get(bytes);
        return bytes;
    }
}
