package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.LogCorrupt;
import io.sluice.objects.ObjectMissing;
import io.sluice.objects.ObjectStoreRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a place lacks is missing only while the place is known to be ours. */
class ObjectPlaceTest {
    private static final String OBJECT = "shard-00/body-1";

    @TempDir
    Path data;

    private final List<String> told = new ArrayList<>();

    @Test
    void objectThatIsNotThereIsMissing() throws IOException {
        open().close();
        believed();
    }

    @Test
    void nothingIsMissingInPlaceThatWasEmptied() throws IOException {
        open().close();
        Files.delete(data.resolve("objects/owner"));
        Files.delete(data.resolve("objects"));
        for (int start = 0; start < 2; start++) {
            try (ObjectPlace place = open()) {
                assertThatThrownBy(() -> place.store().head(OBJECT).join())
                        .hasCauseInstanceOf(ObjectStoreRefused.class);
                assertThatThrownBy(() -> place.store().read(OBJECT, 0, 1).join())
                        .hasCauseInstanceOf(ObjectStoreRefused.class);
            }
        }
        assertThat(told).hasSize(2).first().asString().contains("objects has no object owner of this data directory");
    }

    @Test
    void nothingIsDamagedInPlaceThatMayBeAnotherOne() throws IOException {
        open().close();
        Files.delete(data.resolve("objects/owner"));
        try (ObjectPlace place = open()) {
            requireOursFails(place);
            Files.writeString(data.resolve("objects/owner"), "0123456789abcdef0123456789abcdef");
            requireOursFails(place);
        }
    }

    private static void requireOursFails(ObjectPlace place) {
        CountedStore counted = new CountedStore(place.store(), () -> 0);
        assertThatThrownBy(() -> counted.requireOurs().join()).hasCauseInstanceOf(ObjectStoreRefused.class);
    }

    @Test
    void numberThatIsPutBackMakesThePlaceOursAgain() throws IOException {
        open().close();
        String number = Files.readAllLines(data.resolve("object-store")).getFirst();
        Files.delete(data.resolve("objects/owner"));
        open().close();
        Files.writeString(data.resolve("objects/owner"), number);
        told.clear();
        believed();
    }

    @Test
    void folderOfAnOlderVersionIsOurs() throws IOException {
        Files.writeString(data.resolve("object-store"), "0123456789abcdef0123456789abcdef\nobjects\n");
        Files.createDirectory(data.resolve("objects"));
        believed();
    }

    @Test
    void placeThatWasWrittenByHandGetsItsChecksum() throws IOException {
        open().close();
        Path file = data.resolve("object-store");
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(4);
        Files.write(file, lines.subList(0, 3));
        believed();
        assertThat(file).hasContent(String.join("\n", lines) + "\n");
    }

    @Test
    void placeIsBelievedOnlyAsItWasWritten() throws IOException {
        open().close();
        Path file = data.resolve("object-store");
        damageIsFound(file);
        KnownPlace.begin(data, Files.readAllLines(file).getFirst(), "objects");
        damageIsFound(file);
    }

    private void damageIsFound(Path file) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            Files.write(file, flipped);
            assertThatThrownBy(this::open)
                    .isInstanceOf(LogCorrupt.class)
                    .hasMessageContaining("object-store is damaged");
        }
        Files.write(file, whole);
    }

    @Test
    void numberIsWrittenDownBeforeThePlaceHasIt() throws IOException {
        Path folder = Files.createDirectory(data.resolve("objects"));
        Path inTheWay = Files.createSymbolicLink(folder.resolve("owner"), Path.of("nowhere"));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class);
        List<String> lines = Files.readAllLines(data.resolve("object-store"));
        assertThat(lines).hasSize(3).doesNotContain("owned");

        Files.delete(inTheWay);
        believed();
        assertThat(inTheWay).hasContent(lines.getFirst());
        assertThat(Files.readAllLines(data.resolve("object-store"))).hasSize(4).contains("owned", lines.getFirst());
    }

    @Test
    void placeThatNeverGotTheNumberCanBeLeft() throws IOException {
        String number = "0123456789abcdef0123456789abcdef";
        KnownPlace.begin(data, number, "bucket never-reached");
        believed();
        assertThat(data.resolve("objects/owner")).hasContent(number);
    }

    @Test
    void folderTellsItsNumberWhenItsFileIsLost() throws IOException {
        open().close();
        Files.delete(data.resolve("object-store"));
        believed();
    }

    @Test
    void placeThatNobodyCanNameIsNotGuessed() throws IOException {
        Files.createDirectory(data.resolve("shard-00"));
        Files.createFile(data.resolve("shard-00/log-started"));
        Files.writeString(data.resolve("shards"), "1\n");

        assertThatThrownBy(this::open).isInstanceOf(LogCorrupt.class).hasMessageContaining("object-store is missing");
        assertThat(data.resolve("object-store")).doesNotExist();
    }

    @Test
    void folderWithObjectsIsNotLeftForABucketWhenItsFileIsLost() throws IOException {
        open().close();
        Files.writeString(data.resolve("objects/shard-00"), "");
        Files.delete(data.resolve("object-store"));
        Options bucket = new Options();
        bucket.s3Bucket = "another";

        assertThatThrownBy(() -> ObjectPlace.open(bucket, data, new SecureRandom(), told::add))
                .isInstanceOf(LogCorrupt.class)
                .hasMessageContaining("are in objects, not in bucket another");
    }

    private void believed() throws IOException {
        try (ObjectPlace place = open()) {
            assertThat(place.store().head(OBJECT).join()).isEmpty();
            assertThat(place.store().requireOurs().join()).isTrue();
            assertThatThrownBy(() -> place.store().read(OBJECT, 0, 1).join()).hasCauseInstanceOf(ObjectMissing.class);
        }
        assertThat(told).isEmpty();
    }

    private ObjectPlace open() throws IOException {
        return ObjectPlace.open(new Options(), data, new SecureRandom(), told::add);
    }
}
