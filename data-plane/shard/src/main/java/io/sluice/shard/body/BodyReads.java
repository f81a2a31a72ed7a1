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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bodies from their files: from the disk, or from the object store where the file is gone or damaged. Blocks; for several
 * threads of the background.
 */
public final class BodyReads {
    private static final String HEALING = "-healing";
    /** What comes damaged from the object store so often, or does not come, is doubted. */
    private static final int FAR_TRIES = 8;

    private static final int PIECE_BYTES = 256 << 10;

    private final Disk disk;
    private final StoredBodies stored;
    private final PayloadSeal seal;
    private final BodyDoubts doubts;
    /** Files that are being put right. */
    private final Set<Long> healing = ConcurrentHashMap.newKeySet();
    /** Files that were not there when they were to be copied; a second time they are lost. */
    private final Set<Long> missed = ConcurrentHashMap.newKeySet();

    public BodyReads(Disk disk, StoredBodies stored, PayloadSeal seal, BodyDoubts doubts) {
        this.disk = disk;
        this.stored = stored;
        this.seal = seal;
        this.doubts = doubts;
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
            readObject(file, from, into);
        });
        if (file.onDisk()) {
            heal(file);
        }
    }

    private void readObject(BodyFile file, long from, ByteBuffer into) throws IOException {
        BodyReader.open(stored.object(file), stored.source(file), file.message(), file.length())
                .under(seal)
                .read(from, into);
    }

    /** What does not come whole is given up only when it was looked at again a good while later, and was not whole then either. */
    private void far(BodyFile file, FarRead read) throws IOException {
        try {
            tryFar(file, read);
        } catch (BodyDamaged damaged) {
            if (doubts.areRight(file)) {
                throw damaged;
            }
            doubts.raise(file);
            throw new IOException(damaged.getMessage() + " in the object store, and is asked for again", damaged);
        }
    }

    /**
     * Looks at all that the object store has of a body.
     *
     * @throws BodyDamaged when it does not give all of it as it was written
     * @throws IOException when it cannot be read now
     */
    public void look(BodyFile file) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, file.length()));
        long at = 0;
        do {
            long from = at;
            int bytes = (int) Math.min(PIECE_BYTES, file.length() - from);
            tryFar(file, () -> readObject(file, from, piece.clear().limit(bytes)));
            at += bytes;
        } while (at < file.length());
    }

    /**
     * A network may damage what it brings, and does so to all of it for a while at times: what comes damaged is asked for again,
     * and what is missing in another way. A store that may be another one than was used is not believed.
     */
    private void tryFar(BodyFile file, FarRead read) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                read.read();
                return;
            } catch (BodyDamaged damaged) {
                if (tries == FAR_TRIES) {
                    stored.source(file).requireOurs();
                    throw damaged;
                }
            } catch (IOException failed) {
                if (!isMissing(failed)) {
                    throw failed;
                }
                if (tries == FAR_TRIES) {
                    stored.requireObject(file); // a store may say for a moment that it has not what it has
                    throw failed;
                }
            }
        }
    }

    /** No message has the file any more: nobody asks for it again. From any thread. */
    public void forget(long id) {
        missed.remove(id);
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
