package io.sluice.shard.body;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import io.sluice.log.body.BodyDamaged;
import io.sluice.log.body.BodyReader;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.Source;
import io.sluice.objects.ObjectMissing;
import io.sluice.queue.command.BodyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Bodies from their files: from the disk, or from the object store where the file is gone or damaged. Blocks; for several
 * threads of the background.
 */
public final class BodyReads {
    private static final String HEALING = "-healing";
    /** What comes damaged from the object store so often, or does not come, lies there damaged, or does not. */
    private static final int FAR_TRIES = 8;
    /** What is missing is missing still after so long: it is lost. */
    static final long MISSING_MS = 60_000;

    private static final int PIECE_BYTES = 256 << 10;

    private final Disk disk;
    private final StoredBodies stored;
    private final PayloadSeal seal;
    private final LongSupplier nowMs;
    /** When the store first said of a file that it has none. */
    private final Map<Long, Long> missingSince = new ConcurrentHashMap<>();
    /** Files that are being put right. */
    private final Set<Long> healing = ConcurrentHashMap.newKeySet();
    /** Files that were not there when they were to be copied; a second time they are lost. */
    private final Set<Long> missed = ConcurrentHashMap.newKeySet();

    /** @param nowMs the monotonic clock, from any thread */
    public BodyReads(Disk disk, StoredBodies stored, PayloadSeal seal, LongSupplier nowMs) {
        this.disk = disk;
        this.stored = stored;
        this.seal = seal;
        this.nowMs = nowMs;
    }

    /**
     * Fills a buffer from a byte of the body on. Where the file is may have changed since it was asked for.
     *
     * @throws BodyDamaged when no copy is as it was written: the body is lost
     * @throws PayloadLocked when the key for it is missing
     * @throws IOException when it cannot be read now
     */
    public void read(BodyFile file, long from, ByteBuffer into) throws IOException {
        int start = into.position();
        BodyDamaged damage;
        try {
            near(file, from, into);
            return;
        } catch (BodyDamaged damaged) {
            damage = damaged;
        }
        if (!file.inStore()) {
            throw damage;
        }
        far(file, () -> {
            into.position(start);
            BodyReader.open(stored.object(file), stored.source(file), file.message(), file.length())
                    .under(seal)
                    .read(from, into);
        });
        if (file.onDisk()) {
            heal(file);
        }
    }

    /**
     * A network may damage what it brings: only what comes damaged again and again is so where it lies. What is missing again
     * and again is asked for in another way, and once more a minute later, before it is given up.
     */
    private void far(BodyFile file, FarRead read) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                read.read();
                missingSince.remove(file.id());
                return;
            } catch (BodyDamaged damaged) {
                if (tries == FAR_TRIES) {
                    throw damaged;
                }
            } catch (IOException failed) {
                if (!isMissing(failed)) {
                    throw failed;
                }
                if (tries == FAR_TRIES) {
                    requireObject(file);
                    throw failed;
                }
            }
        }
    }

    /** No message has the file any more: nobody asks for it again. From any thread. */
    public void forget(long id) {
        missingSince.remove(id);
        missed.remove(id);
    }

    /** A store may say for a moment that it has not what it has. */
    private void requireObject(BodyFile file) throws IOException {
        try {
            stored.requireObject(file);
        } catch (BodyDamaged missing) {
            long now = nowMs.getAsLong();
            Long since = missingSince.putIfAbsent(file.id(), now);
            if (since == null || now - since < MISSING_MS) {
                throw new IOException(missing.getMessage() + " in the object store, and is asked for again", missing);
            }
            missingSince.remove(file.id());
            throw missing;
        }
        missingSince.remove(file.id());
    }

    private static boolean isMissing(IOException failed) {
        Throwable cause = failed;
        while (cause != null && !(cause instanceof ObjectMissing)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    private interface FarRead {
        void read() throws IOException;
    }

    private void near(BodyFile file, long from, ByteBuffer into) throws IOException {
        String name = StoredBodies.name(file);
        try (DiskFile open = disk.openToRead(name)) {
            BodyReader.open(name, Source.of(open), file.message(), file.length())
                    .under(seal)
                    .read(from, into);
        } catch (NoSuchFileException missing) {
            throw new BodyDamaged(name + " is missing");
        }
    }

    /**
     * Gives a copy of a body to another shard: under another name, without copying its bytes where the disks can do that. What
     * is damaged comes from the object store; a body that nobody has whole goes as it is: whoever receives the message names the
     * loss.
     */
    public void copy(BodyFile file, Disk to, String as) throws IOException {
        String name = StoredBodies.name(file);
        boolean there = file.onDisk() && isThere(file, name);
        if (there && (!file.inStore() || isWhole(file, name))) {
            link(file, to, as);
        } else if (file.inStore()) {
            try {
                far(file, () -> stored.fetch(file, to, as));
            } catch (BodyDamaged lost) {
                if (!there) {
                    return; // named where it is received
                }
                link(file, to, as);
            }
        } else if (missed.add(file.id())) {
            // Most likely it has just moved to the object store: whoever asks again knows of that.
            throw new IOException(name + " is not there, or not whole");
        }
        to.forceNames();
    }

    /** What the object store has of it, or should have. */
    Source object(BodyFile file) {
        return stored.source(file);
    }

    private void link(BodyFile file, Disk to, String as) throws IOException {
        String name = StoredBodies.name(file);
        if (!disk.link(name, to, as)) {
            copyBytes(name, file.fileBytes(), to, as);
        }
    }

    /** Whether all its checksums are right. */
    private boolean isWhole(BodyFile file, String name) throws IOException {
        try (DiskFile open = disk.openToRead(name)) {
            BodyReader.open(name, Source.of(open), file.message(), file.length())
                    .verify();
            return true;
        } catch (BodyDamaged | NoSuchFileException damagedOrMoved) {
            return false;
        }
    }

    private boolean isThere(BodyFile file, String name) throws IOException {
        try (DiskFile open = disk.openToRead(name)) {
            return open.size() == file.fileBytes();
        } catch (NoSuchFileException moved) {
            return false;
        }
    }

    private void copyBytes(String name, long bytes, Disk to, String as) throws IOException {
        DiskFile made = to.create(as);
        try (DiskFile copy = made;
                DiskFile from = disk.openToRead(name)) {
            ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
            for (long at = 0; ; ) {
                int got = from.read(piece.clear(), at);
                if (got == 0 && at < bytes) {
                    throw new IOException(name + " has just moved");
                }
                if (got == 0) {
                    break;
                }
                copy.write(piece.flip(), at);
                at += got;
            }
            copy.force();
        } catch (IOException | RuntimeException failed) {
            to.remove(as);
            throw failed;
        }
    }

    /** Puts a whole file in the damaged one's place; if that fails, the next read tries again. */
    private void heal(BodyFile file) {
        if (!healing.add(file.id())) {
            return; // somebody else does
        }
        String name = StoredBodies.name(file);
        try {
            disk.remove(name + HEALING); // half of one that was cut short
            stored.fetch(file, disk, name + HEALING);
            disk.rename(name + HEALING, name);
            disk.forceNames();
        } catch (IOException untilTheNextRead) {
            // What was asked for has been read from the object store.
        } finally {
            healing.remove(file.id());
        }
    }
}
