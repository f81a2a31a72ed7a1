package io.sluice.log.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.seal.SomeKeys;
import io.sluice.log.segment.Sample.Owned;
import io.sluice.model.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    void messagesWhoseKeyIsMissingArePassedOverAndTheirBlocksChecked() throws IOException {
        SomeKeys keys = new SomeKeys();
        for (int tenant = 1; tenant <= 4; tenant++) {
            keys.with(SomeKeys.key(tenant, new TenantId(tenant), tenant));
        }
        MemoryFile sealed = new MemoryFile();
        try (SegmentWriter writer = new SegmentWriter(sealed, Sample.ID, Sample.TARGET, keys.seal(1))) {
            for (int tenant = 1; tenant <= 4; tenant++) {
                for (Owned owned : List.of(
                        Sample.message(tenant, 70 + tenant, 100, (byte) 1),
                        Sample.message(tenant, 70 + tenant, 101, (byte) 2))) {
                    writer.add(owned.tenant(), owned.message());
                }
            }
            writer.finish();
        }
        byte[] bytes = sealed.bytes();
        BlockEntry third =
                SegmentReader.open("f", new MemoryFile(bytes)).index().block(2);
        bytes[(int) third.position() + BlockEntry.HEADER_BYTES + 3] ^= 1;
        Files.write(file, bytes);
        PayloadSeal some = new SomeKeys()
                .with(SomeKeys.key(2, new TenantId(2), 2))
                .with(SomeKeys.key(4, new TenantId(4), 5))
                .seal(2);

        assertThat(ShowSegment.show(file.toString(), true, some, to(out), to(err)))
                .isFalse();

        assertThat(out().substring(out().indexOf("ENVELOPE")))
                .containsPattern(" 72/0 +100 ")
                .containsPattern(" 72/0 +101 ")
                .doesNotContain("71/0", "73/0", "74/0");
        List<String> lines = err().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst())
                .contains("block 2 ", "is damaged", "lost: partition 73/0 offsets 100 to 101 (2 messages)");
        assertThat(lines.getLast())
                .startsWith(
                        "sluice: 4 messages of " + file + " are sealed: data key 1 of account 000000000001 is missing")
                .contains("under data key 4 of account 000000000004 does not open", "--data names");
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
        return ShowSegment.show(segment.toString(), messages, PayloadSeal.NONE, to(out), to(err));
    }

    private static PrintStream to(ByteArrayOutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
