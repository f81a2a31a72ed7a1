package io.sluice.log.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.Sample.Owned;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowSegmentTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Sample sample;
    private Path file;

    @BeforeEach
    void file() throws IOException {
        sample = Sample.of(Sample.ID, SegmentFormatTest.incompressible());
        file = Files.write(folder.resolve("some.segment"), sample.file());
    }

    @Test
    void showsHeaderBlocksAndRuns() throws IOException {
        assertThat(show(file, false)).as(err()).isTrue();
        assertThat(out())
                .startsWith(Sample.ID.name() + "\nshard 7, epoch 5, position 123456789, number 2\nformat 1, ")
                .contains("999999999999", "71/0", "2023-11-14T22:13:20.100Z")
                .doesNotContain("ENVELOPE");
    }

    @Test
    void showsMessages() throws IOException {
        assertThat(show(file, true)).as(err()).isTrue();
        assertThat(out()).contains("ENVELOPE");
        for (Owned owned : sample.messages()) {
            assertThat(out().lines())
                    .anyMatch(line -> line.matches(" +" + owned.partition().incarnation() + "/0 +"
                            + owned.message().offset() + " .* "
                            + owned.message().bytes()));
        }
    }

    @Test
    void damagedBlockIsToldAndTheOthersShown() throws IOException {
        byte[] bytes = sample.copy();
        bytes[200] ^= 1;
        Files.write(file, bytes);

        assertThat(show(file, true)).isFalse();

        assertThat(err())
                .contains("block 0", "is damaged", "lost: partition 70/0 offsets 100 to 100 (1 message), ")
                .hasLineCount(1);
        assertThat(out()).contains(Long.toString(1L << 40));
    }

    @Test
    void foreignFileIsRefusedInOneLine() throws IOException {
        Files.writeString(file, "two espressi\n".repeat(20));
        assertThat(show(file, false)).isFalse();
        assertThat(err())
                .startsWith("sluice: " + file + ": ")
                .contains("no segment")
                .hasLineCount(1);

        err.reset();
        Files.writeString(file, "");
        assertThat(show(file, false)).isFalse();
        assertThat(err()).contains("no segment").hasLineCount(1);
    }

    @Test
    void missingFileIsToldAndNotMade() throws IOException {
        Path missing = folder.resolve("missing");
        assertThat(show(missing, false)).isFalse();
        assertThat(err()).isEqualTo("sluice: there is no file " + missing + "\n");
        assertThat(missing).doesNotExist();

        err.reset();
        assertThat(show(folder, false)).isFalse();
        assertThat(err()).startsWith("sluice: cannot read " + folder).hasLineCount(1);
    }

    private boolean show(Path segment, boolean messages) throws IOException {
        return ShowSegment.show(
                segment.toString(),
                messages,
                PayloadSeal.NONE,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
