package io.sluice.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.log.LogCorrupt;
import io.sluice.objects.Content;
import io.sluice.objects.DirectoryStore;
import io.sluice.objects.HedgedReads;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.ObjectStoreFailure;
import io.sluice.objects.ObjectStoreUnavailable;
import io.sluice.objects.S3Settings;
import io.sluice.objects.S3Store;
import io.sluice.objects.SingleFlightReads;
import io.sluice.objects.Uploads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Where messages go that leave the disk: a folder of the data directory, or a bucket. One data directory has one place, and a
 * place in a bucket one data directory: {@code DIR/object-store} and the object {@code owner} hold the same random number. The
 * object is made once; a place that is without it later is not the one that was used.
 */
final class ObjectPlace implements AutoCloseable {
    private static final int ID_BYTES = 16;
    private static final int THREADS = 8;
    /** A bucket that says nothing at all for so long is away; what follows has the deadlines of each call. */
    private static final int FIRST_ANSWER_SECONDS = 12;

    private final ExecutorService work = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("objects-", 0).daemon().factory());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("objects-timer").daemon().factory());
    private final ObjectStore store;
    private final OwnedStore owned;
    private final LongSupplier secondReads;
    private Optional<String> away = Optional.empty();

    private ObjectPlace(Options options, Path data, KnownPlace known) throws IOException {
        String bucket = options.s3Bucket;
        if (bucket == null) {
            store = DirectoryStore.open(data.resolve(KnownPlace.FOLDER), work);
            owned = new OwnedStore(store, known.id(), place(options));
            secondReads = () -> 0;
            return;
        }
        S3Settings settings = S3Settings.of(bucket, options.s3Region())
                .withPrefix(options.s3Prefix)
                .withEncryption(options.s3Encryption());
        if (options.s3Endpoint != null) {
            settings = settings.at(options.s3Endpoint);
        }
        ObjectStore s3 = S3Store.open(settings, work, timer);
        HedgedReads hedged = new HedgedReads(s3, System::nanoTime, this::after);
        secondReads = hedged::secondReads;
        store = new SingleFlightReads(hedged);
        owned = new OwnedStore(store, known.id(), place(options));
    }

    /**
     * Opens the place, and tries all that will be needed of a bucket. Blocks.
     *
     * @param told that the store is away, which keeps nobody from starting who has used it before
     * @throws ObjectStoreFailure in one line that says what to do
     * @throws LogCorrupt when objects of this data directory are elsewhere
     */
    static ObjectPlace open(Options options, Path data, SecureRandom random, Consumer<String> told) throws IOException {
        String place = place(options);
        Optional<KnownPlace> before = KnownPlace.read(data);
        KnownPlace known = before.isPresent() ? before.get() : unknown(data, random);
        if (!known.place().isEmpty() && !known.place().equals(place) && isUsed(known, data)) {
            throw new LogCorrupt("messages of " + data + " are in " + known.place() + ", not in " + place
                    + ": start with the options that name it");
        }
        ObjectPlace opened = new ObjectPlace(options, data, known);
        try {
            if (opened.own(known, options, told)) {
                KnownPlace.write(data, known.id(), place);
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    ObjectStore store() {
        return owned;
    }

    /** Why it could not be reached when it was opened; empty if it could. */
    Optional<String> away() {
        return away;
    }

    /** Reads that were asked a second time so far; none of a folder. */
    long secondReads() {
        return secondReads.getAsLong();
    }

    @Override
    public void close() {
        timer.shutdownNow(); // what fails because the store is closed is not to be tried again
        store.close();
        work.shutdown();
    }

    /** A directory that holds nothing can be left for a bucket. */
    private static boolean isUsed(KnownPlace known, Path data) throws IOException {
        Path directory = data.resolve(KnownPlace.FOLDER);
        if (!known.place().equals(KnownPlace.FOLDER) || !Files.exists(directory)) {
            return !known.place().equals(KnownPlace.FOLDER);
        }
        try (Stream<Path> objects = Files.list(directory)) {
            return objects.anyMatch(object -> !object.endsWith(KnownPlace.OWNER));
        }
    }

    /** Sees to it that the place is ours; returns whether that is to be written down. */
    private boolean own(KnownPlace known, Options options, Consumer<String> told) throws IOException {
        String place = place(options);
        boolean before = known.owned() && known.place().equals(place);
        try {
            if (options.s3Bucket != null) {
                answers(place);
                await(store.check("probe-" + known.id()));
            }
            Optional<String> owner = before ? await(owned.owner()) : Optional.of(take(known));
            if (owner.isPresent() && !owner.get().equals(known.id()) && options.s3Bucket != null) {
                throw new LogCorrupt(place + " belongs to another data directory: choose another --s3-prefix");
            } else if (!owner.equals(Optional.of(known.id()))) {
                told.accept(owned.withoutOwner());
            }
            return !before || !known.checked();
        } catch (ObjectStoreUnavailable unavailable) {
            if (!known.place().equals(place)) {
                throw unavailable;
            }
            away = Optional.of(String.valueOf(unavailable.getMessage()));
            told.accept("the object store is away: " + unavailable.getMessage());
            return false;
        }
    }

    /** Waits for any answer, a short time: who accepts connections and is silent would be waited for through all attempts. */
    private void answers(String place) throws IOException {
        try {
            store.list(KnownPlace.OWNER, "", 1).get(FIRST_ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException silent) {
            throw new ObjectStoreUnavailable(place + " does not answer: nothing came in " + FIRST_ANSWER_SECONDS
                    + " s; check the address, and what is between");
        } catch (ExecutionException failed) {
            return; // the check says why
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + place, interrupted);
        }
    }

    /** Leaves our number there; returns whose is there then. */
    private String take(KnownPlace known) throws IOException {
        Content id = Content.of(ByteBuffer.wrap(known.id().getBytes(US_ASCII)));
        return switch (await(new Uploads(store).upload(KnownPlace.OWNER, id))) {
            case Uploads.Outcome.Stored() -> known.id();
            case Uploads.Outcome.Conflict(var theirs) -> "";
        };
    }

    private static <T> T await(CompletableFuture<T> call) throws IOException {
        try {
            return call.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof ObjectStoreFailure typed) {
                throw typed;
            }
            throw failed;
        }
    }

    private void after(Duration delay, Runnable task) {
        var _ = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static String place(Options options) {
        return options.s3Bucket == null
                ? KnownPlace.FOLDER
                : "bucket " + options.s3Bucket
                        + (options.s3Prefix.isEmpty() ? "" : " under " + options.s3Prefix)
                        + (options.s3Endpoint == null ? "" : " at " + options.s3Endpoint);
    }

    private static String fresh(SecureRandom random) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /**
     * Without the file: the folder if it has a number, or none yet.
     *
     * @throws LogCorrupt when there may be messages in a place that nobody can name: a new place would be without them
     */
    private static KnownPlace unknown(Path data, SecureRandom random) throws IOException {
        Path owner = data.resolve(KnownPlace.FOLDER).resolve(KnownPlace.OWNER);
        String id = Files.exists(owner) ? Files.readString(owner, ISO_8859_1) : "";
        if (id.matches(KnownPlace.ID)) {
            return new KnownPlace(id, KnownPlace.FOLDER, false, false);
        }
        if (new ShardCount(data).read().isPresent()) {
            throw new LogCorrupt(data.resolve(KnownPlace.FILE) + " is missing, which says where messages are that left"
                    + " the disk: put it back from a backup, or write it anew (docs/operations.md)");
        }
        return new KnownPlace(fresh(random), "", false, false);
    }
}
