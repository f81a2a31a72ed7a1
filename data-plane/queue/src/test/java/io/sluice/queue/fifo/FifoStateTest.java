package io.sluice.queue.fifo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.PartitionId;
import io.sluice.queue.Bodies;
import io.sluice.queue.Reserved;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.CommandCodec;
import io.sluice.queue.command.CommandCodecTest;
import io.sluice.queue.image.ImageWalk;
import io.sluice.queue.image.StateImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** States with FIFO topics are the same after a restart, whoever rests, whatever the leader picks, in steps and as a whole. */
class FifoStateTest {
    private static final int COMMANDS = 400;

    @Property(tries = 200)
    void everyCommandComesBackAsItWas(@ForAll long seed) {
        RandomFifo commands = new RandomFifo(seed);
        for (int i = 0; i < COMMANDS / 4; i++) {
            Command command = commands.next();
            ByteBuffer in = ByteBuffer.wrap(CommandCodecTest.bytes(command));
            assertThat(CommandCodec.fromWire(in)).usingRecursiveComparison().isEqualTo(command);
            assertThat(in.remaining()).isZero();
        }
    }

    @Property(tries = 200)
    void restoredStateIsTheSameAndGoesOnTheSame(@ForAll long seed) {
        RandomFifo commands = new RandomFifo(seed);
        ShardState state = new ShardState(Bodies.NOWHERE);
        goOn(state, commands, COMMANDS);
        ShardState restored = StateImage.restore(StateImage.of(state).blocks(), Bodies.NOWHERE);

        assertThat(StateImage.hash(restored)).isEqualTo(StateImage.hash(state));
        assertThat(restored.storedBytes()).isEqualTo(state.storedBytes());
        for (int i = 0; i < COMMANDS; i++) {
            long time = state.timeMs() + commands.pause();
            Command command = commands.next();
            state.advance(time);
            restored.advance(time);
            assertThat(restored.apply(command)).isEqualTo(state.apply(command));
        }
        assertThat(StateImage.hash(restored)).isEqualTo(StateImage.hash(state));
    }

    @Property(tries = 200)
    void neitherReservationsNorWhoRestsChangesAnything(@ForAll long seed) {
        RandomFifo commands = new RandomFifo(seed);
        RandomFifo same = new RandomFifo(seed);
        SplittableRandom random = new SplittableRandom(seed);
        ShardState leader = new ShardState(Bodies.NOWHERE, 0);
        ShardState follower = new ShardState(Bodies.NOWHERE);
        for (int i = 0; i < COMMANDS; i++) {
            leader.advance(leader.timeMs() + commands.pause());
            follower.advance(follower.timeMs() + same.pause());
            TopicState topic = leader.topic(PartitionId.of(1_000 + random.nextInt(4), 0));
            if (topic != null && random.nextInt(3) == 0) {
                long ready = topic.readyToReserve();
                Reserved reserved = topic.reserve(random.nextInt(1, 5), true);
                assertThat(reserved.offsets().length > 0).isEqualTo(ready > 0 && topic.leased() < 120_000);
                assertThat(topic.ready(reserved.offsets())).isEqualTo(reserved.offsets());
                if (random.nextBoolean()) {
                    topic.release(reserved);
                }
            }
            assertThat(leader.apply(commands.next())).usingRecursiveComparison().isEqualTo(follower.apply(same.next()));
            leader.drainAwake(awake -> {});
            leader.drainLeaving(leaving -> {});
            leader.tidy();
            assertThat(leader.storedBytes()).isEqualTo(follower.storedBytes());
        }
        assertThat(StateImage.hash(leader)).isEqualTo(StateImage.hash(follower));
    }

    @Property(tries = 200)
    void imageInStepsIsTheStateAtItsBeginning(@ForAll long seed) {
        RandomFifo commands = new RandomFifo(seed);
        SplittableRandom random = new SplittableRandom(seed);
        ShardState state = new ShardState(Bodies.NOWHERE, random.nextInt(4));
        List<List<ByteBuffer>> chain = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            goOn(state, commands, random.nextInt(60));
            boolean all = chain.isEmpty() || random.nextInt(4) == 0;
            if (all) {
                chain.clear();
            }
            String hash = StateImage.hash(state);
            ImageWalk walk = state.beginImage(all);
            List<ByteBuffer> image = new ArrayList<>();
            while (!walk.isDone()) {
                goOn(state, commands, random.nextInt(6));
                image.addAll(walk.step(random.nextInt(1, 4)));
            }
            chain.addFirst(image);
            List<Iterator<ByteBuffer>> images = new ArrayList<>();
            chain.forEach(blocks -> images.add(
                    blocks.stream().map(ByteBuffer::duplicate).toList().iterator()));
            ShardState restored = StateImage.restore(images, new ShardState(Bodies.NOWHERE, random.nextInt(4)));
            assertThat(StateImage.hash(restored)).as("round %d", round).isEqualTo(hash);
        }
    }

    /** When everything is gone nothing of it weighs anything. */
    @Property(tries = 200)
    void nothingIsLeftOfWhatIsGone(@ForAll long seed) {
        RandomFifo commands = new RandomFifo(seed);
        ShardState state = new ShardState(Bodies.NOWHERE);
        goOn(state, commands, COMMANDS);
        for (int topic = 0; topic < 4; topic++) {
            state.apply(new Command.Delete(PartitionId.of(1_000 + topic, 0)));
        }
        assertThat(state.groupsWeight.bytes).isZero();
        assertThat(state.fifoTopics).isZero();
    }

    private static void goOn(ShardState state, RandomFifo commands, int count) {
        for (int i = 0; i < count; i++) {
            state.advance(state.timeMs() + commands.pause());
            state.apply(commands.next());
            state.drainAwake(topic -> {});
            state.drainLeaving(topic -> {});
            state.tidy();
        }
    }
}
