package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.LogCorrupt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardCountTest {
    @TempDir
    Path root;

    private Path file;
    private ShardCount count;

    @BeforeEach
    void directory() {
        file = root.resolve("shards");
        count = new ShardCount(root);
    }

    private void shards(int... numbers) throws IOException {
        for (int number : numbers) {
            Files.createDirectory(root.resolve(ShardCount.folder(number)));
            Files.createFile(root.resolve(ShardCount.folder(number)).resolve("log-started"));
        }
    }

    @Test
    void whatIsWrittenIsReadAndStaysSo() throws IOException {
        shards(0, 1, 2);
        assertThat(count.read()).isEmpty();
        count.write(3);
        assertThat(file).hasContent("3\ncrc32c ee2ae5f0\n");
        assertThat(count.read()).isEqualTo(OptionalInt.of(3));
    }

    @Test
    void noBitOfItChangesUnnoticed() throws IOException {
        shards(0, 1, 2);
        count.write(3);
        byte[] written = Files.readAllBytes(file);
        for (int bit = 0; bit < written.length * 8; bit++) {
            byte[] changed = written.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, changed);
            assertThatThrownBy(count::read).as("bit " + bit).isInstanceOf(LogCorrupt.class);
        }
    }

    @Test
    void withoutChecksumItIsTakenAndGetsOne() throws IOException {
        shards(0, 1, 2);
        for (String plain : new String[] {"3\n", "3", " 3 \r\n"}) {
            Files.writeString(file, plain);
            assertThat(count.read()).isEqualTo(OptionalInt.of(3));
            count.write(3);
            assertThat(file).hasContent(ChecksumLine.below("3\n"));
        }
    }

    @Test
    void shardsThatAreMissingOrTooManyAreToldWhateverItSays() throws IOException {
        shards(0, 1, 3);
        Files.createDirectory(root.resolve("shard-07"));
        for (String said : new String[] {"2", "3", "4"}) {
            Files.writeString(file, said);
            assertThatThrownBy(count::read)
                    .isInstanceOf(LogCorrupt.class)
                    .hasMessageContaining(said.equals("4") ? "shard-02 is missing" : "shard-03 has a log");
        }
        Files.delete(root.resolve("shard-03").resolve("log-started"));
        Files.writeString(file, "2");
        assertThat(count.read()).as("no log, no shard").isEqualTo(OptionalInt.of(2));
    }

    @Test
    void withoutItTheFoldersAreCountedUnlessOneIsMissing() throws IOException {
        assertThat(count.orElse(5, Map.of())).isEqualTo(5);
        shards(0, 1);
        assertThat(count.orElse(5, Map.of(1, "a queue"))).isEqualTo(2);
        assertThatThrownBy(() -> count.orElse(5, Map.of(2, "a queue")))
                .isInstanceOf(LogCorrupt.class)
                .hasMessageContaining("shard-02 is missing, which has a queue");
        shards(3);
        assertThatThrownBy(() -> count.orElse(5, Map.of()))
                .isInstanceOf(LogCorrupt.class)
                .hasMessageContaining("shard-02 is missing");
    }
}
