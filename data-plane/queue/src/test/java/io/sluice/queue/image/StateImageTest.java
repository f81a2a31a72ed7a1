package io.sluice.queue.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.PartitionId;
import io.sluice.queue.Bodies;
import io.sluice.queue.RandomCommands;
import io.sluice.queue.Reserved;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.CommandCodecTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

public class StateImageTest {
    private static final int COMMANDS = 300;
    private static final int FUZZ_RUNS = 30_000;

    @Property
    void restoredStateIsTheSameAndGoesOnTheSame(@ForAll long seed) {
        RandomCommands commands = RandomCommands.losing(seed);
        ShardState state = after(commands, COMMANDS);
        ShardState restored = restored(bytes(state));

        assertThat(StateImage.hash(restored)).isEqualTo(StateImage.hash(state));
        assertThat(restored.weight()).isEqualTo(state.weight());
        assertThat(restored.storedBytes()).isEqualTo(state.storedBytes());
        for (int i = 0; i < COMMANDS; i++) {
            long time = state.timeMs() + commands.pause();
            Command command = commands.next();
            state.advance(time);
            restored.advance(time);
            assertThat(restored.apply(command)).usingRecursiveComparison().isEqualTo(state.apply(command));
        }
        assertThat(StateImage.hash(restored)).isEqualTo(StateImage.hash(state));
    }

    /** What a leader has picked for receives under way is not in the log, so it must not change what the log makes. */
    @Property
    void reservationsChangeNothing(@ForAll long seed) {
        RandomCommands commands = RandomCommands.losing(seed);
        RandomCommands same = RandomCommands.losing(seed);
        SplittableRandom random = new SplittableRandom(seed);
        ShardState leader = new ShardState(Bodies.NOWHERE);
        ShardState follower = new ShardState(Bodies.NOWHERE);
        for (int i = 0; i < COMMANDS; i++) {
            long time = leader.timeMs() + commands.pause();
            follower.advance(follower.timeMs() + same.pause());
            leader.advance(time);
            TopicState topic = leader.topic(PartitionId.of(random.nextInt(1, 8), 0));
            if (topic != null && random.nextInt(3) == 0) {
                Reserved reserved = topic.reserve(random.nextInt(1, 5), random.nextInt(4) > 0);
                if (random.nextBoolean()) {
                    topic.release(reserved);
                }
            }
            leader.apply(commands.next());
            follower.apply(same.next());
        }
        assertThat(StateImage.hash(leader)).isEqualTo(StateImage.hash(follower));
    }

    @Test
    void goldenImageOfVersionOneIsReadForEver() throws IOException {
        List<String> golden = CommandCodecTest.golden("state-1.hex");

        ShardState state = restored(HexFormat.of().parseHex(golden.get(0)));
        assertThat(StateImage.hash(state)).isEqualTo(golden.get(1));
    }

    @Test
    void imageOfVersionOneGivesItsBodies() throws IOException {
        Map<Long, byte[]> kept = new HashMap<>();
        byte[] image =
                HexFormat.of().parseHex(CommandCodecTest.golden("state-1.hex").get(0));
        Bodies bodies = (partition, tenant) -> {
            Bodies.Shelf nowhere = Bodies.NOWHERE.shelf(partition, tenant);
            return new Bodies.Shelf() {
                @Override
                public void put(long offset, long sentMs, int bytes, byte[] envelope) {
                    kept.put(partition.value() + offset, envelope);
                }

                @Override
                public void drop(long offset) {
                    nowhere.drop(offset);
                }

                @Override
                public void drop(long first, long last) {
                    nowhere.drop(first, last);
                }

                @Override
                public void close() {
                    nowhere.close();
                }
            };
        };
        StateImage.restore(List.of(ByteBuffer.wrap(image)).iterator(), bodies);
        int[] messages = {0};
        restored(image)
                .eachTopic(topic -> topic.eachMessage((first, last) -> {
                    messages[0]++;
                    assertThat(kept).containsKey(topic.partition().value() + first);
                }));
        assertThat(messages[0]).isPositive().isEqualTo(kept.size());
    }

    @Test
    void goldenImageIsReadAndWrittenForEver() throws IOException {
        List<String> golden = CommandCodecTest.golden("state-2.hex");
        byte[] image = HexFormat.of().parseHex(golden.get(0));

        assertThat(bytes(after(new RandomCommands(GOLDEN_SEED), COMMANDS))).isEqualTo(image);
        assertThat(StateImage.hash(restored(image))).isEqualTo(golden.get(1));
    }

    /** Of the state in the golden image. */
    static final long GOLDEN_SEED = 20_263_616;

    @Test
    void brokenImageIsRefusedAndNothingElse() {
        SplittableRandom random = new SplittableRandom(2);
        byte[][] images = new byte[20][];
        for (int i = 0; i < images.length; i++) {
            images[i] = bytes(after(RandomCommands.losing(i), 60));
        }
        int refused = 0;
        for (int run = 0; run < FUZZ_RUNS; run++) {
            byte[] image = CommandCodecTest.mutated(images[run % images.length], random);
            try {
                restored(image);
            } catch (IllegalArgumentException broken) {
                refused++;
            }
        }
        assertThat(refused).isBetween(FUZZ_RUNS / 10, FUZZ_RUNS - 1);
    }

    static ShardState after(RandomCommands commands, int count) {
        ShardState state = new ShardState(Bodies.NOWHERE);
        state.advance(1_000);
        for (int i = 0; i < count; i++) {
            state.advance(state.timeMs() + commands.pause());
            state.apply(commands.next());
        }
        return state;
    }

    public static byte[] bytes(ShardState state) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StateImage.of(state).blocks().forEachRemaining(block -> {
            byte[] bytes = new byte[block.remaining()];
            block.get(bytes);
            out.writeBytes(bytes);
        });
        return out.toByteArray();
    }

    private static ShardState restored(byte[] image) {
        return StateImage.restore(List.of(ByteBuffer.wrap(image)).iterator(), Bodies.NOWHERE);
    }
}
