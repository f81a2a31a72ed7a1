package io.sluice.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.TopicRules;
import io.sluice.queue.image.ImageWalk;
import io.sluice.queue.image.StateImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Topics that rest, and images made in steps while the state goes on. */
class RestingTest {
    private static final int COMMANDS = 300;

    @Property
    void whoRestsChangesNothing(@ForAll long seed) {
        RandomCommands commands = RandomCommands.losing(seed);
        RandomCommands same = RandomCommands.losing(seed);
        ShardState resting = new ShardState(Bodies.NOWHERE, 0);
        ShardState awake = new ShardState(Bodies.NOWHERE);
        for (int i = 0; i < COMMANDS; i++) {
            resting.advance(resting.timeMs() + commands.pause());
            awake.advance(awake.timeMs() + same.pause());
            assertThat(resting.apply(commands.next()))
                    .usingRecursiveComparison()
                    .isEqualTo(awake.apply(same.next()));
            resting.drainAwake(topic -> {});
            resting.drainLeaving(topic -> {});
            resting.tidy();
            assertThat(resting.storedBytes()).isEqualTo(awake.storedBytes());
        }
        assertThat(StateImage.hash(resting)).isEqualTo(StateImage.hash(awake));
    }

    @Property
    void imageInStepsIsTheStateAtItsBeginning(@ForAll long seed) {
        RandomCommands commands = RandomCommands.losing(seed);
        SplittableRandom random = new SplittableRandom(seed);
        ShardState state = new ShardState(Bodies.NOWHERE, random.nextInt(4));
        state.advance(1_000);
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
            ShardState restored = restored(chain, random.nextInt(4));
            assertThat(StateImage.hash(restored)).as("round %d", round).isEqualTo(hash);
        }
    }

    @Test
    void changesAreWrittenAndNothingElse() {
        ShardState state = new ShardState(Bodies.NOWHERE, 10);
        state.advance(1_000);
        for (int i = 1; i <= 10_000; i++) {
            state.apply(configure(i, 1));
            state.tidy();
        }
        List<ByteBuffer> base = blocks(state.beginImage(true));
        state.apply(configure(5_000, 2));
        state.tidy();
        List<ByteBuffer> changes = blocks(state.beginImage(false));

        assertThat(state.topicCount()).isEqualTo(10_000);
        assertThat(state.topicsInUse()).isLessThanOrEqualTo(12);
        assertThat(bytes(base)).isGreaterThan(1_000_000);
        assertThat(bytes(changes)).isLessThan(1_000);
        assertThat(StateImage.hash(restored(List.of(changes, base), 0))).isEqualTo(StateImage.hash(state));
    }

    private static void goOn(ShardState state, RandomCommands commands, int count) {
        for (int i = 0; i < count; i++) {
            state.advance(state.timeMs() + commands.pause());
            state.apply(commands.next());
            state.drainAwake(topic -> {});
            state.drainLeaving(topic -> {});
            state.tidy();
        }
    }

    private static Command configure(long incarnation, long revision) {
        TopicRules rules = new TopicRules(
                new TenantId(7), "queue-" + incarnation, 30_000, 0, 86_400_000, 1 << 18, Optional.empty());
        return new Command.Configure(PartitionId.of(incarnation, 0), revision, rules);
    }

    private static List<ByteBuffer> blocks(ImageWalk walk) {
        List<ByteBuffer> blocks = new ArrayList<>();
        while (!walk.isDone()) {
            blocks.addAll(walk.step(100));
        }
        return blocks;
    }

    private static long bytes(List<ByteBuffer> blocks) {
        return blocks.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    private static ShardState restored(List<List<ByteBuffer>> chain, int maxInUse) {
        List<Iterator<ByteBuffer>> images = new ArrayList<>();
        chain.forEach(image ->
                images.add(image.stream().map(ByteBuffer::duplicate).toList().iterator()));
        return StateImage.restore(images, new ShardState(Bodies.NOWHERE, maxInUse));
    }
}
