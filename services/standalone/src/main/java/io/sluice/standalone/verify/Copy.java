package io.sluice.standalone.verify;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import java.io.IOException;

/**
 * One of the places where a segment or a body may lie.
 *
 * @param file its name there
 * @param before what stands before its own name, for words: {@code shard-00/}, or {@code objects/shard-00+}
 * @param name with that
 */
record Copy(Disk disk, String file, String before, String name) {
    boolean exists() throws IOException {
        return disk.exists(file);
    }

    DiskFile open() throws IOException {
        return disk.open(file);
    }
}
