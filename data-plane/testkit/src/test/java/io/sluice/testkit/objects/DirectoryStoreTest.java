package io.sluice.testkit.objects;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.objects.DirectoryStore;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.ObjectStoreRefused;
import io.sluice.objects.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirectoryStoreTest extends ObjectStoreContract {
    private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();

    @SuppressWarnings("NullAway.Init")
    private ObjectStore store;

    @BeforeEach
    void open() throws IOException {
        store = DirectoryStore.open(directory.resolve("objects"), work);
    }

    @AfterEach
    void stop() {
        work.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void objectsOutliveTheProcessAndItsUnfinishedFilesDoNot() throws Exception {
        await(store.create("a/b", bytes(1, 100)));
        Path left = Files.writeString(directory.resolve("objects/.new-7"), "half an object");
        store = DirectoryStore.open(directory.resolve("objects"), work);
        assertThat(left).doesNotExist();
        assertThat(await(store.head("a/b")))
                .contains(new StoredObject(100, bytes(1, 100).sha256()));
        assertThat(await(store.create("c", bytes(2, 100)))).isNotNull();
    }

    @Test
    void nothingUnfinishedStays() throws Exception {
        await(store.create("a", bytes(1, 100)));
        await(store.create("a", bytes(2, 100)));
        await(store.create("b/c", bytes(2, 100)));
        assertThat(directory.resolve("objects").toFile().list()).containsExactlyInAnyOrder("a", "b+c");
    }

    @Test
    void rottenObjectHasAnotherHash() throws Exception {
        await(store.create("a", bytes(1, 100)));
        Files.write(directory.resolve("objects/a"), new byte[100]);
        assertThat(await(store.head("a")))
                .isPresent()
                .get()
                .isNotEqualTo(new StoredObject(100, bytes(1, 100).sha256()));
    }

    @Test
    void missingDirectoryIsNamed() throws Exception {
        Files.delete(directory.resolve("objects"));
        failsWith(ObjectStoreRefused.class, store.create("a", bytes(1, 100)));
        failsWith(ObjectStoreRefused.class, store.read("a", 0, 1));
    }
}
