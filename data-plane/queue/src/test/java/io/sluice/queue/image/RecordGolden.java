package io.sluice.queue.image;

import io.sluice.queue.RandomCommands;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.CommandCodecTest;
import io.sluice.queue.command.SampleCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** Writes the golden files of a new version; run by hand, never over files that anybody's data may look like. */
final class RecordGolden {
    /** How many samples the first file has. */
    private static final int COMMANDS_1 = 15;

    private RecordGolden() {}

    public static void main(String[] folder) throws IOException {
        Path to = Path.of(folder[0]);
        if (folder.length > 1 && folder[1].equals("bodies")) {
            bodies(to);
            return;
        }
        if (folder.length > 1 && folder[1].equals("moves")) {
            moves(to);
            return;
        }
        if (folder.length > 1 && folder[1].equals("redrive")) {
            write(to.resolve("commands-redrive.hex"), hex(SampleCommands.REDRIVES));
            return;
        }
        if (folder.length > 1 && folder[1].equals("fifo-moves")) {
            write(to.resolve("commands-fifo-moves.hex"), hex(SampleCommands.FIFO_MOVES));
            return;
        }
        if (folder.length > 1 && folder[1].equals("counted")) {
            write(to.resolve("commands-counted.hex"), hex(SampleCommands.COUNTED));
            return;
        }
        if (folder.length > 1 && folder[1].equals("once")) {
            write(to.resolve("commands-once.hex"), hex(SampleCommands.ONCE));
            return;
        }
        if (folder.length > 1 && folder[1].equals("keys")) {
            write(to.resolve("commands-keys.hex"), hex(SampleCommands.KEYS));
            return;
        }
        if (folder.length > 1 && folder[1].equals("delays")) {
            write(to.resolve("commands-delays.hex"), hex(SampleCommands.DELAYS));
            return;
        }
        if (folder.length > 1 && folder[1].equals("peek")) {
            write(to.resolve("commands-peek.hex"), hex(SampleCommands.REST));
            return;
        }
        write(
                to.resolve("commands-2.hex"),
                SampleCommands.ALL.stream()
                        .skip(COMMANDS_1)
                        .map(command -> HexFormat.of().formatHex(CommandCodecTest.bytes(command)))
                        .toList());
        ShardState state = StateImageTest.after(new RandomCommands(StateImageTest.GOLDEN_SEED), 300);
        write(
                to.resolve("state-2.hex"),
                List.of(HexFormat.of().formatHex(StateImageTest.bytes(state)), StateImage.hash(state)));
    }

    /** The samples of large bodies. */
    static void bodies(Path to) throws IOException {
        write(to.resolve("commands-bodies.hex"), hex(SampleCommands.BODIES));
    }

    private static List<String> hex(List<Command> commands) {
        return commands.stream()
                .map(command -> HexFormat.of().formatHex(CommandCodecTest.bytes(command)))
                .toList();
    }

    /** Message move tasks. */
    static void moves(Path to) throws IOException {
        write(
                to.resolve("commands-moves.hex"),
                SampleCommands.MOVES.stream()
                        .map(command -> HexFormat.of().formatHex(CommandCodecTest.bytes(command)))
                        .toList());
        ShardState state = MoveImageTest.state();
        write(
                to.resolve("state-moves.hex"),
                List.of(HexFormat.of().formatHex(StateImageTest.bytes(state)), StateImage.hash(state)));
    }

    private static void write(Path file, List<String> lines) throws IOException {
        if (Files.exists(file)) {
            throw new IOException(file + " exists: golden files are not replaced");
        }
        Files.write(file, lines);
    }
}
