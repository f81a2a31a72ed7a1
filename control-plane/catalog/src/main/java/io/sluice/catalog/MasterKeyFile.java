package io.sluice.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** The master key's file: one line, {@code sluice-master-key-1} and 32 bytes in base64; readable by its owner alone. */
public final class MasterKeyFile {
    /** Names another place for the file. */
    public static final String VARIABLE = "SLUICE_MASTER_KEY_FILE";

    private static final String VERSION = "sluice-master-key-1 ";
    private static final int MAX_FILE_BYTES = 1_024;

    private MasterKeyFile() {}

    /**
     * Reads the key that sealed this store; a store that was never sealed gets a key, made now if the file is not there.
     *
     * @throws StoreFailed when the key is missing, another one, or unreadable
     */
    public static MasterKey open(Path file, RecordStore store) {
        Optional<String> wanted =
                store.get(MasterKeyRecord.KEY).map(stored -> MasterKeyRecord.fromWire(stored.value()));
        Optional<MasterKey> found = read(file);
        if (wanted.isPresent()) {
            MasterKey key = found.orElseThrow(() -> new StoreFailed("the master key " + wanted.get()
                    + " is missing: put " + file + " back, or name its place in " + VARIABLE));
            if (!key.id().equals(wanted.get())) {
                throw new StoreFailed(file + " holds the master key " + key.id() + ", but this data was sealed under "
                        + wanted.get() + ": put that one there, or name its place in " + VARIABLE);
            }
            return key;
        }
        MasterKey key = found.orElseGet(() -> create(file));
        RecordStore.Write record = new RecordStore.Write.Put(MasterKeyRecord.KEY, MasterKeyRecord.toWire(key.id()));
        Commits.now(store, Commits.onlyIf(MasterKeyRecord.KEY, 0, record));
        return key;
    }

    private static Optional<MasterKey> read(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.GROUP_WRITE)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new StoreFailed(file + " is open to others: chmod 600 " + file);
            }
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new StoreFailed(file + " is not a master key of Sluice");
            }
            String line = Files.readString(file, StandardCharsets.US_ASCII).strip();
            if (!line.startsWith(VERSION)) {
                throw new StoreFailed(file + " is not a master key that this version of Sluice can read");
            }
            return Optional.of(new MasterKey(Base64.getDecoder().decode(line.substring(VERSION.length()))));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new StoreFailed(file + " is not a whole master key: put it back from a backup", e);
        } catch (IOException e) {
            throw new StoreFailed("cannot read the master key " + file + ": " + e.getMessage(), e);
        }
    }

    /** Written under another name first, so that a crash leaves a whole key or none. */
    private static MasterKey create(Path file) {
        MasterKey key = MasterKey.random(new SecureRandom());
        String line = VERSION + Base64.getEncoder().encodeToString(key.bytes()) + "\n";
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory == null) {
                throw new StoreFailed(file + " is no place for a master key");
            }
            Files.createDirectories(directory);
            Path draft = Files.createTempFile(
                    directory,
                    "master",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                    ByteBuffer bytes = StandardCharsets.US_ASCII.encode(line);
                    while (bytes.hasRemaining()) {
                        out.write(bytes);
                    }
                    out.force(true);
                }
                Files.createLink(file, draft);
            } finally {
                Files.delete(draft);
            }
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
            return key;
        } catch (FileAlreadyExistsException anotherProcessWasFaster) {
            return read(file).orElseThrow(() -> new StoreFailed(file + " was there a moment ago: start again"));
        } catch (IOException e) {
            throw new StoreFailed("cannot make the master key " + file + ": " + e.getMessage(), e);
        }
    }
}
