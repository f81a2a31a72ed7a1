package io.sluice.queue.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.queue.RandomCommands;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

public class CommandCodecTest {
    private static final int COMMANDS = 50;
    private static final int FUZZ_RUNS = 200_000;

    @Property
    void everyCommandComesBackAsItWas(@ForAll long seed) {
        RandomCommands commands = RandomCommands.losing(seed);
        for (int i = 0; i < COMMANDS; i++) {
            Command command = commands.next();
            byte[] bytes = bytes(command);
            ByteBuffer in = ByteBuffer.wrap(bytes);

            assertThat(CommandCodec.fromWire(in)).usingRecursiveComparison().isEqualTo(command);
            assertThat(in.remaining()).isZero();
        }
    }

    @Test
    void goldenBytesAreReadAndWrittenForEver() throws IOException {
        List<String> written = new ArrayList<>();
        for (Command command : SampleCommands.ALL) {
            written.add(HexFormat.of().formatHex(bytes(command)));
        }
        List<String> golden = new ArrayList<>(golden("commands-1.hex"));
        golden.addAll(golden("commands-2.hex"));

        assertThat(written).isEqualTo(golden);
        for (int i = 0; i < golden.size(); i++) {
            ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(golden.get(i)));
            assertThat(CommandCodec.fromWire(in)).usingRecursiveComparison().isEqualTo(SampleCommands.ALL.get(i));
        }
    }

    @Test
    void goldenBytesOfLargeBodiesAreReadAndWrittenForEver() throws IOException {
        areReadAndWritten(SampleCommands.BODIES, golden("commands-bodies.hex"));
    }

    @Test
    void goldenBytesOfLaterKindsAreReadAndWrittenForEver() throws IOException {
        areReadAndWritten(SampleCommands.LATER, golden("commands-3.hex"));
    }

    @Test
    void goldenBytesOfMoveTasksAreReadAndWrittenForEver() throws IOException {
        areReadAndWritten(SampleCommands.MOVES, golden("commands-moves.hex"));
    }

    @Test
    void goldenBytesOfRepeatableRequestsAreReadAndWrittenForEver() throws IOException {
        areReadAndWritten(SampleCommands.ONCE, golden("commands-once.hex"));
    }

    @Test
    void goldenBytesOfWhatComesOverRestAreReadAndWrittenForEver() throws IOException {
        areReadAndWritten(SampleCommands.REST, golden("commands-peek.hex"));
    }

    @Test
    void goldenBytesOfCountedDeadLettersAreReadAndWrittenForEver() throws IOException {
        areReadAndWritten(SampleCommands.COUNTED, golden("commands-counted.hex"));
    }

    @Test
    void goldenBytesOfFifoTopicsAreReadAndWrittenForEver() throws IOException {
        areReadAndWritten(SampleCommands.FIFO, golden("commands-fifo.hex"));
    }

    @Test
    void goldenBytesOfLongerDelaysAreReadAndWrittenForEver() throws IOException {
        areReadAndWritten(SampleCommands.DELAYS, golden("commands-delays.hex"));
    }

    @Test
    void goldenBytesOfMissingKeysAreReadAndWrittenForEver() throws IOException {
        areReadAndWritten(SampleCommands.KEYS, golden("commands-keys.hex"));
    }

    @Test
    void goldenBytesOfRedrivesAreReadAndWrittenForEver() throws IOException {
        areReadAndWritten(SampleCommands.REDRIVES, golden("commands-redrive.hex"));
    }

    @Test
    void goldenBytesOfMoveTasksOfFifoTopicsAreReadAndWrittenForEver() throws IOException {
        areReadAndWritten(SampleCommands.FIFO_MOVES, golden("commands-fifo-moves.hex"));
    }

    private static void areReadAndWritten(List<Command> samples, List<String> golden) {
        assertThat(samples)
                .extracting(command -> HexFormat.of().formatHex(bytes(command)))
                .isEqualTo(golden);
        for (int i = 0; i < golden.size(); i++) {
            ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(golden.get(i)));
            assertThat(CommandCodec.fromWire(in)).usingRecursiveComparison().isEqualTo(samples.get(i));
            assertThat(in.hasRemaining()).isFalse();
        }
    }

    @Test
    void everyKindHasASample() {
        assertThat(Stream.of(
                                SampleCommands.ALL,
                                SampleCommands.LATER,
                                SampleCommands.BODIES,
                                SampleCommands.MOVES,
                                SampleCommands.REST,
                                SampleCommands.FIFO,
                                SampleCommands.FIFO_MOVES,
                                SampleCommands.REDRIVES,
                                SampleCommands.ONCE)
                        .flatMap(List::stream)
                        .map(Object::getClass)
                        .distinct())
                .hasSize(kinds(Command.class));
    }

    /** Sealed parts are none themselves. */
    private static int kinds(Class<?> of) {
        return of.isSealed()
                ? Stream.of(of.getPermittedSubclasses())
                        .mapToInt(CommandCodecTest::kinds)
                        .sum()
                : 1;
    }

    @Test
    void brokenBytesAreRefusedAndNothingElse() {
        SplittableRandom random = new SplittableRandom(1);
        RandomCommands commands = RandomCommands.losing(1);
        int refused = 0;
        for (int run = 0; run < FUZZ_RUNS; run++) {
            byte[] bytes = mutated(bytes(commands.next()), random);
            try {
                CommandCodec.fromWire(ByteBuffer.wrap(bytes));
            } catch (IllegalArgumentException broken) {
                refused++;
            }
        }
        assertThat(refused).isBetween(FUZZ_RUNS / 10, FUZZ_RUNS - 1);
    }

    public static byte[] mutated(byte[] bytes, SplittableRandom random) {
        byte[] changed = bytes.clone();
        for (int changes = random.nextInt(1, 4); changes > 0 && changed.length > 0; changes--) {
            int at = random.nextInt(changed.length);
            switch (random.nextInt(4)) {
                case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> changed[at] = (byte) random.nextInt();
                case 2 -> changed = java.util.Arrays.copyOf(changed, at);
                default -> changed[at] = (byte) (random.nextBoolean() ? 0x7f : 0xff);
            }
        }
        return changed;
    }

    public static byte[] bytes(Command command) {
        ByteBuffer out = ByteBuffer.allocate(CommandCodec.sizeBound(command));
        CommandCodec.toWire(command, out);
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    public static List<String> golden(String name) throws IOException {
        try (InputStream in = CommandCodecTest.class.getResourceAsStream("/io/sluice/queue/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }
}
