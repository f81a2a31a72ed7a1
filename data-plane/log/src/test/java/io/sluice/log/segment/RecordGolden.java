package io.sluice.log.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Writes the golden files of a new version; run by hand, never over files that anybody's data may look like. */
final class RecordGolden {
    private RecordGolden() {}

    public static void main(String[] folder) throws IOException {
        write(Path.of(folder[0], "segment-1.hex"), Sample.of(Sample.ID, SegmentFormatTest.incompressible()));
        write(Path.of(folder[0], "segment-1-zstd.hex"), Sample.of(Sample.ID, SegmentFormatTest.compressible()));
    }

    private static void write(Path file, Sample sample) throws IOException {
        if (Files.exists(file)) {
            throw new IOException(file + " exists: golden files are not replaced");
        }
        Files.writeString(file, HexFormat.of().formatHex(sample.file()).replaceAll("(.{120})", "$1\n") + "\n");
    }
}
