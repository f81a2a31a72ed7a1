package io.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.SnapshotStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

final class SnapshotRoundTripTest {
    @Property
    void everySnapshotComesBackBlockByBlock(
            @ForAll @LongRange(min = 1, max = Long.MAX_VALUE / 2) long position,
            @ForAll @Size(max = 20) List<@Size(min = 1, max = 300) byte[]> blocks)
            throws IOException {
        FaultyDisk disk = new FaultyDisk();
        new SnapshotStore(disk, 3, 0)
                .write(position, position, blocks.stream().map(ByteBuffer::wrap).iterator());
        SnapshotStore reopened = new SnapshotStore(disk, 3, 0);
        List<byte[]> read = new ArrayList<>();
        reopened.newest(damaged -> {
                    throw new AssertionError(damaged);
                })
                .orElseThrow()
                .read(block -> {
                    byte[] copy = new byte[block.remaining()];
                    block.get(copy);
                    read.add(copy);
                });
        assertThat(read).usingRecursiveComparison().isEqualTo(blocks);
        assertThat(reopened.knownDurable()).isEqualTo(position);
    }
}
