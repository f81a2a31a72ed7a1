package io.sluice.testkit.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.objects.Content;
import io.sluice.objects.ContentDamaged;
import io.sluice.objects.Creation;
import io.sluice.objects.ObjectMissing;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.Page;
import io.sluice.objects.StoredObject;
import io.sluice.objects.Uploads;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store keeps, whatever it stands on. Tests of one store may run on the same one: each has names of its own. */
public abstract class ObjectStoreContract {
    private static final long PATIENCE_S = 60;
    /** More than S3 is given in one piece. */
    private static final int LARGE_BYTES = (17 << 20) + 3;

    private static final int RACERS = 6;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** The store under test. */
    protected abstract ObjectStore store();

    @Test
    void whatWasCreatedIsReadBack() throws Exception {
        Content content = bytes(1, 100_000);
        assertThat(await(store().create("back/a", content))).isInstanceOf(Creation.Created.class);
        assertThat(await(store().read("back/a", 0, 100_000))).isEqualTo(content.read(0, 100_000));
        assertThat(await(store().read("back/a", 99_999, 1))).isEqualTo(content.read(99_999, 1));
        assertThat(await(store().read("back/a", 12_345, 678))).isEqualTo(content.read(12_345, 678));
        assertThat(await(store().head("back/a"))).contains(new StoredObject(100_000, content.sha256()));
    }

    @Test
    void takenNameKeepsItsContent() throws Exception {
        Content first = bytes(2, 1_000);
        await(store().create("taken/a", first));
        assertThat(await(store().create("taken/a", bytes(3, 1_000)))).isInstanceOf(Creation.Exists.class);
        assertThat(await(store().create("taken/a", first))).isInstanceOf(Creation.Exists.class);
        assertThat(await(store().read("taken/a", 0, 1_000))).isEqualTo(first.read(0, 1_000));
    }

    @Test
    void oneOfManyAtATimeGetsTheName() throws Exception {
        for (int round = 0; round < 10; round++) {
            race("race/" + round, 1_000 + round);
        }
    }

    @Test
    void largeContentGoesTheSameWay() throws Exception {
        Path file = directory.resolve("large");
        Content whole = bytes(4, LARGE_BYTES);
        byte[] before = new byte[7];
        Files.write(file, before);
        Files.write(file, bytesOf(whole), StandardOpenOption.APPEND);
        Content region = Content.of(file, before.length, LARGE_BYTES);
        assertThat(region.sha256()).isEqualTo(whole.sha256());

        assertThat(await(store().create("large/a", region))).isInstanceOf(Creation.Created.class);
        assertThat(await(store().create("large/a", bytes(5, LARGE_BYTES)))).isInstanceOf(Creation.Exists.class);
        assertThat(await(store().head("large/a"))).contains(new StoredObject(LARGE_BYTES, whole.sha256()));
        for (int at : new int[] {0, (8 << 20) - 1, (16 << 20) - 2, LARGE_BYTES - 5}) {
            assertThat(await(store().read("large/a", at, 5))).isEqualTo(whole.read(at, 5));
        }
        assertThat(await(store().read("large/a", 3, ObjectStore.MAX_READ_BYTES)))
                .isEqualTo(whole.read(3, ObjectStore.MAX_READ_BYTES));
        assertThat(await(store().abortUploads("large/", Instant.MAX))).isZero();
    }

    @Test
    protected void oneOfManyLargeOnesGetsTheName() throws Exception {
        race("large-race/a", LARGE_BYTES);
        assertThat(await(store().abortUploads("large-race/", Instant.MAX))).isZero();
    }

    @Test
    void nothingIsReadThatIsNotThere() throws Exception {
        assertThat(await(store().head("missing/a"))).isEmpty();
        failsWith(ObjectMissing.class, store().read("missing/a", 0, 1));
        await(store().create("missing/b", bytes(6, 100)));
        failsWith(ObjectMissing.class, store().read("missing/b", 50, 51));
        failsWith(ObjectMissing.class, store().read("missing/b", 100, 1));
        failsWith(ObjectMissing.class, store().read("missing/b", 1L << 40, 1));
        assertThat(await(store().read("missing/b", 50, 50)).remaining()).isEqualTo(50);
    }

    @Test
    void deletedNameIsFree() throws Exception {
        await(store().delete("gone/a"));
        await(store().create("gone/a", bytes(7, 10)));
        await(store().delete("gone/a"));
        assertThat(await(store().head("gone/a"))).isEmpty();
        assertThat(await(store().list("gone/", "", 10)).objects()).isEmpty();
        await(store().delete("gone/a"));
        assertThat(await(store().create("gone/a", bytes(8, 10)))).isInstanceOf(Creation.Created.class);
    }

    @Test
    void listGoesPageByPageInOrder() throws Exception {
        List<String> names = new ArrayList<>();
        Instant begun = Instant.now();
        for (int i = 0; i < 23; i++) {
            names.add("list/%02d".formatted(i * 4));
        }
        names.add("list/a/b");
        names.add("list/a=b.c_d-e");
        for (String name : names.reversed()) {
            assertThat(await(store().create(name, bytes(9, name.length())))).isInstanceOf(Creation.Created.class);
        }
        await(store().create("lis", bytes(9, 10)));
        await(store().create("list0", bytes(9, 10)));

        List<Page.Item> found = new ArrayList<>();
        Page page;
        do {
            page = await(
                    store().list("list/", found.isEmpty() ? "" : found.getLast().name(), 10));
            assertThat(page.objects()).hasSizeBetween(1, 10);
            found.addAll(page.objects());
        } while (page.more());

        assertThat(found).extracting(Page.Item::name).isEqualTo(names);
        assertThat(found).allSatisfy(item -> {
            assertThat(item.size()).isEqualTo(item.name().length());
            assertThat(item.lastModified()).isBetween(begun.minusSeconds(60), begun.plusSeconds(60));
        });
        assertThat(await(store().list("list/0", "list/04", 1_000)).objects())
                .extracting(Page.Item::name)
                .containsExactly("list/08");
        assertThat(await(store().list("list/zzz", "", 1)).objects()).isEmpty();
    }

    @Test
    void contentThatChangedIsNotStored() throws Exception {
        Path file = Files.write(directory.resolve("changing"), bytesOf(bytes(10, 10_000)));
        Content content = Content.of(file, 0, 10_000);
        Files.write(file, bytesOf(bytes(11, 10_000)));
        failsWith(ContentDamaged.class, store().create("changed/a", content));
        Files.write(file, bytesOf(bytes(10, 9_999)));
        failsWith(ContentDamaged.class, store().create("changed/a", content));
        Files.delete(file);
        failsWith(ContentDamaged.class, store().create("changed/a", content));
        assertThat(await(store().head("changed/a"))).isEmpty();
    }

    @Test
    void uploadTellsItsOwnFromAnothers() throws Exception {
        Uploads uploads = new Uploads(store());
        Content content = bytes(12, 5_000);
        assertThat(await(uploads.upload("upload/a", content))).isInstanceOf(Uploads.Outcome.Stored.class);
        assertThat(await(uploads.upload("upload/a", content))).isInstanceOf(Uploads.Outcome.Stored.class);
        assertThat(await(uploads.upload("upload/a", bytes(13, 5_000))))
                .isEqualTo(new Uploads.Outcome.Conflict(new StoredObject(5_000, content.sha256())));
    }

    @Test
    void badArgumentsAreRefusedAtOnce() {
        for (String name : List.of("", "/a", "a/", "a//b", "A", "a b", "../a", "a/.b", "a+b", "a".repeat(201))) {
            assertThatThrownBy(() -> store().head(name)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> store().read("a", -1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().read("a", 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().read("a", 0, ObjectStore.MAX_READ_BYTES + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().list("", "", 1_001)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void checkPassesAndLeavesNothing() throws Exception {
        await(store().check("check/probe"));
        await(store().create("check/probe", bytes(14, 10)));
        await(store().check("check/probe"));
        assertThat(await(store().list("check/", "", 10)).objects()).isEmpty();
    }

    private void race(String name, int size) throws Exception {
        List<Content> contents = new ArrayList<>();
        List<CompletableFuture<Creation>> racing = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            contents.add(bytes(name.hashCode() + i, size));
        }
        for (Content content : contents) {
            racing.add(store().create(name, content));
        }
        List<Content> winners = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            if (await(racing.get(i)) instanceof Creation.Created) {
                winners.add(contents.get(i));
            }
        }
        assertThat(winners).hasSize(1);
        assertThat(await(store().head(name)))
                .contains(new StoredObject(size, winners.getFirst().sha256()));
        assertThat(await(store().read(name, size - 100, 100)))
                .isEqualTo(winners.getFirst().read(size - 100, 100));
    }

    /** The same for the same seed. */
    public static Content bytes(long seed, int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        return Content.of(ByteBuffer.wrap(bytes));
    }

    /** What came of it, within a minute. */
    public static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_S, TimeUnit.SECONDS);
    }

    /** It fails, and with this. */
    public static void failsWith(Class<? extends Exception> expected, CompletableFuture<?> future) {
        assertThatThrownBy(() -> await(future))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(expected)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private static byte[] bytesOf(Content content) throws ContentDamaged {
        byte[] all = new byte[(int) content.length()];
        content.read(0, all.length).get(all);
        return all;
    }
}
