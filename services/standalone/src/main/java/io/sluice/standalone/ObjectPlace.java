package io.sluice.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.log.LogCorrupt;
import io.sluice.objects.Content;
import io.sluice.objects.DirectoryStore;
import io.sluice.objects.HedgedReads;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.ObjectStoreFailure;
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
    /**
     * A bucket that says nothing at all for so long is away; what follows at a first start has the deadlines of each call, and
     * at a later one is not waited for either.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private final ExecutorService work = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("objects-", 0).daemon().factory());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("objects-timer").daemon().factory());
    private final ObjectStore store;
    private final OwnedStore owned;
    private final LongSupplier secondReads;
    private final KnownPlace known;
    private final String place;
    private final boolean isBucket;
    private final PlaceAway away;

    private ObjectPlace(Options options, Path data, KnownPlace known, Consumer<String> told) throws IOException {
        this.known = known;
        place = place(options);
        isBucket = options.s3Bucket != null;
        away = new PlaceAway(place, this::answer, () -> everything(told), this::after);
        String bucket = options.s3Bucket;
        if (bucket == null) {
            store = DirectoryStore.open(data.resolve(KnownPlace.FOLDER), work);
            owned = new OwnedStore(store, known.id(), place);
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
        owned = new OwnedStore(store, known.id(), place);
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
        ObjectPlace opened = new ObjectPlace(options, data, known, told);
        try {
            opened.own(data, told);
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    ObjectStore store() {
        return owned;
    }

    /** Why not all that is needed could be done there when it was opened, nor since then; empty once it could. */
    Optional<String> away() {
        return away.why();
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
        if (!known.isUsed()) {
            return false;
        }
        Path directory = data.resolve(KnownPlace.FOLDER);
        if (!known.place().equals(KnownPlace.FOLDER) || !Files.exists(directory)) {
            return !known.place().equals(KnownPlace.FOLDER);
        }
        try (Stream<Path> objects = Files.list(directory)) {
            return objects.anyMatch(object -> !object.endsWith(KnownPlace.OWNER));
        }
    }

    /** Sees to it that the place is ours, and that this is written down; or that it counts as away. */
    private void own(Path data, Consumer<String> told) throws IOException {
        boolean later = known.place().equals(place) && known.isUsed();
        if (!later) {
            begin(data, told);
        } else {
            away.start(PATIENCE);
            Optional<String> why = away.why();
            if (why.isPresent()) {
                told.accept("the object store is away: " + why.get());
                return;
            }
        }
        if (!later || !known.owned() || !known.checked()) {
            KnownPlace.write(data, known.id(), place);
        }
    }

    /** A first start: what does not work is said, and nothing has begun. */
    private void begin(Path data, Consumer<String> told) throws IOException {
        try {
            answer().get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException silent) {
            throw PlaceAway.silent(place, PATIENCE);
        } catch (ExecutionException failed) {
            // the check says why
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + place, interrupted);
        }
        await(check());
        if (!known.place().equals(place)) {
            KnownPlace.begin(data, known.id(), place);
        }
        await(take().thenCompose(owner -> requireOurs(owner, told)));
    }

    /** Any answer: who accepts connections and is silent would be waited for through all attempts. */
    private CompletableFuture<Void> answer() {
        return isBucket
                ? store.list(KnownPlace.OWNER, "", 1).thenAccept(page -> {})
                : CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> check() {
        return isBucket ? store.check("probe-" + known.id()) : CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> everything(Consumer<String> told) {
        return check().thenCompose(fine -> known.owned() ? owned.owner() : take())
                .thenCompose(owner -> requireOurs(owner, told));
    }

    private CompletableFuture<Void> requireOurs(Optional<String> owner, Consumer<String> told) {
        boolean ours = owner.filter(known.id()::equals).isPresent();
        if (!ours && owner.isPresent() && isBucket) {
            return CompletableFuture.failedFuture(
                    new LogCorrupt(place + " belongs to another data directory: choose another --s3-prefix"));
        } else if (!ours) {
            told.accept(owned.withoutOwner());
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Leaves our number there; whose is there then. */
    private CompletableFuture<Optional<String>> take() {
        Content id = Content.of(ByteBuffer.wrap(known.id().getBytes(US_ASCII)));
        return new Uploads(store).upload(KnownPlace.OWNER, id).thenApply(outcome -> switch (outcome) {
            case Uploads.Outcome.Stored() -> Optional.of(known.id());
            case Uploads.Outcome.Conflict(var theirs) -> Optional.of("");
        });
    }

    private static <T> T await(CompletableFuture<T> call) throws IOException {
        try {
            return call.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof IOException known) {
                throw known;
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
