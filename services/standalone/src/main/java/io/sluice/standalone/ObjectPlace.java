package io.sluice.standalone;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.log.DiskFile;
import io.sluice.log.FileDisk;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Where messages go that leave the disk: a folder of the data directory, or a bucket. One data directory has one place, and a
 * place in a bucket one data directory: {@code DIR/object-store} and the object {@code owner} hold the same random number.
 */
final class ObjectPlace implements AutoCloseable {
    private static final String FILE = "object-store";
    private static final String WRITING = "object-store-new";
    private static final String DIRECTORY = "objects";
    private static final String OWNER = "owner";
    private static final int ID_BYTES = 16;
    private static final int THREADS = 8;

    private final ExecutorService work = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("objects-", 0).daemon().factory());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("objects-timer").daemon().factory());
    private final ObjectStore store;
    private final LongSupplier secondReads;

    /** What the file holds: our number, and the place in words. */
    private record Known(String id, String place) {}

    private ObjectPlace(Options options, Path data) throws IOException {
        String bucket = options.s3Bucket;
        if (bucket == null) {
            store = DirectoryStore.open(data.resolve(DIRECTORY), work);
            secondReads = () -> 0;
            return;
        }
        S3Settings settings = S3Settings.of(bucket, options.s3Region()).withPrefix(options.s3Prefix);
        if (options.s3Endpoint != null) {
            settings = settings.at(options.s3Endpoint);
        }
        ObjectStore s3 = S3Store.open(settings, work, timer);
        HedgedReads hedged = new HedgedReads(s3, System::nanoTime, this::after);
        secondReads = hedged::secondReads;
        store = new SingleFlightReads(hedged);
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
        Path file = data.resolve(FILE);
        Known known = Files.exists(file) ? read(file) : new Known(fresh(random), "");
        if (!known.place.isEmpty() && !known.place.equals(place) && isUsed(known, data)) {
            throw new LogCorrupt("messages of " + data + " are in " + known.place + ", not in " + place
                    + ": start with the options that name it");
        }
        ObjectPlace opened = new ObjectPlace(options, data);
        try {
            if (options.s3Bucket != null) {
                opened.own(known, place, told);
            }
            if (!known.place.equals(place)) {
                write(data, new Known(known.id, place));
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    ObjectStore store() {
        return store;
    }

    /** Reads that were asked a second time so far; none of a folder. */
    long secondReads() {
        return secondReads.getAsLong();
    }

    @Override
    public void close() {
        store.close();
        timer.shutdownNow();
        work.shutdown();
    }

    /** A directory that holds nothing can be left for a bucket. */
    private static boolean isUsed(Known known, Path data) throws IOException {
        Path directory = data.resolve(DIRECTORY);
        if (!known.place.equals(DIRECTORY) || !Files.exists(directory)) {
            return !known.place.equals(DIRECTORY);
        }
        try (Stream<Path> objects = Files.list(directory)) {
            return objects.findAny().isPresent();
        }
    }

    private void own(Known known, String place, Consumer<String> told) throws IOException {
        try {
            await(store.check("probe-" + known.id));
            Content id = Content.of(ByteBuffer.wrap(known.id.getBytes(US_ASCII)));
            switch (await(new Uploads(store).upload(OWNER, id))) {
                case Uploads.Outcome.Stored() -> {}
                case Uploads.Outcome.Conflict(var theirs) ->
                    throw new LogCorrupt(place + " belongs to another data directory: choose another --s3-prefix");
            }
        } catch (ObjectStoreUnavailable away) {
            if (!known.place.equals(place)) {
                throw away;
            }
            told.accept("the object store is away: " + away.getMessage());
        }
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
                ? DIRECTORY
                : "bucket " + options.s3Bucket
                        + (options.s3Prefix.isEmpty() ? "" : " under " + options.s3Prefix)
                        + (options.s3Endpoint == null ? "" : " at " + options.s3Endpoint);
    }

    private static String fresh(SecureRandom random) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    private static Known read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, US_ASCII);
        if (lines.size() != 2 || !lines.getFirst().matches("[0-9a-f]{32}")) {
            throw new LogCorrupt(file + " is damaged: it should hold a number and where objects are");
        }
        return new Known(lines.getFirst(), lines.getLast());
    }

    private static void write(Path data, Known known) throws IOException {
        FileDisk disk = new FileDisk(data);
        try (DiskFile file = disk.open(WRITING)) {
            file.truncate(0);
            file.write(ByteBuffer.wrap((known.id + "\n" + known.place + "\n").getBytes(US_ASCII)), 0);
            file.force();
        }
        disk.rename(WRITING, FILE);
        disk.forceNames();
    }
}
