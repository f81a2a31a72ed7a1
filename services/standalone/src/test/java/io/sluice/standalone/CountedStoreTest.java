package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.objects.DirectoryStore;
import io.sluice.objects.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CountedStoreTest {
    @Test
    void objectsInAFolderTakeSpaceOfTheDisksBudget(@TempDir Path directory) throws IOException {
        DirectoryStore folder = DirectoryStore.open(directory, Runnable::run);
        assertThat(new CountedStore(folder, () -> 0).isOnDisk()).isTrue();
    }

    @Test
    void objectsElsewhereDoNot() {
        MemoryStore elsewhere = new MemoryStore(InstantSource.system());
        assertThat(new CountedStore(elsewhere, () -> 0).isOnDisk()).isFalse();
    }

    @Test
    void secondReadsAreTold() {
        MemoryStore store = new MemoryStore(InstantSource.system());
        assertThat(new CountedStore(store, () -> 7).read())
                .filteredOn(metric -> metric.name().equals("sluice_store_second_reads_total"))
                .singleElement()
                .satisfies(metric ->
                        assertThat(metric.samples().getFirst().value()).isEqualTo(7));
    }
}
