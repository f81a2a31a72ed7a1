package io.sluice.standalone.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import io.sluice.log.LogCorrupt;
import io.sluice.log.QuietDirectory;
import io.sluice.objects.DirectoryStore;
import io.sluice.standalone.KnownPlace;
import io.sluice.standalone.ShardCount;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;

/** The objects that manifests name: those in the folder of the directory are read like files, those in a bucket counted. */
final class StoredObjects {
    private static final String FOLDER = KnownPlace.FOLDER + "/";

    private final Optional<KnownPlace> known;
    private final boolean isFolder;
    private final Disk folder;
    private long named;

    /**
     * Where they are.
     *
     * @param folder of the data directory, which has them if {@code isFolder}
     */
    StoredObjects(Optional<KnownPlace> known, boolean isFolder, Disk folder) {
        this.known = known;
        this.isFolder = isFolder;
        this.folder = folder;
    }

    static StoredObjects of(QuietDirectory directory, Findings findings) throws IOException {
        Optional<KnownPlace> known = Optional.empty();
        try {
            known = KnownPlace.read(directory.root());
            if (known.isEmpty() && Files.exists(directory.root().resolve(ShardCount.NAME))) {
                findings.damage("object-store, which says where messages are that left the disk, is missing");
            }
        } catch (LogCorrupt damaged) {
            findings.damage(String.valueOf(damaged.getMessage()));
        }
        boolean isFolder = known.map(place -> place.place().equals(KnownPlace.FOLDER))
                .orElse(Files.exists(directory.root().resolve(KnownPlace.FOLDER)));
        return new StoredObjects(known, isFolder, directory.folder(KnownPlace.FOLDER));
    }

    /** Whether objects can be read here. */
    boolean isFolder() {
        return isFolder;
    }

    /** The object of a shard's file, which a manifest names; empty if it cannot be looked at. */
    Optional<Copy> copy(String shard, String name) {
        named++;
        String before = FOLDER + DirectoryStore.fileName(shard + "/");
        String file = DirectoryStore.fileName(shard + "/" + name);
        return isFolder ? Optional.of(new Copy(folder, file, before, FOLDER + file)) : Optional.empty();
    }

    /** What all of them need, after all shards were looked at. */
    void place(Findings findings) throws IOException {
        if (isFolder
                && known.filter(KnownPlace::owned).isPresent()
                && !owner().equals(known.get().id())) {
            findings.damage(FOLDER + KnownPlace.OWNER + " is missing or damaged: a service takes the folder for another"
                    + " one, and waits for what is missing there");
        }
    }

    /** Goes on behind the verdict. */
    String notLookedAt() {
        String place = known.map(KnownPlace::place).orElse("an object store");
        return isFolder || named == 0
                ? ""
                : String.format(Locale.ROOT, "; %,d objects in %s were not looked at", named, place);
    }

    private String owner() throws IOException {
        if (!folder.exists(KnownPlace.OWNER)) {
            return "";
        }
        try (DiskFile file = folder.open(KnownPlace.OWNER)) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(known.map(place -> place.id().length()).orElse(0));
            file.read(bytes, 0);
            return ISO_8859_1.decode(bytes.flip()).toString();
        }
    }
}
