package io.sluice.testkit.objects;

import io.sluice.objects.Content;
import io.sluice.objects.ContentDamaged;
import io.sluice.objects.Creation;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.ObjectStoreRefused;
import io.sluice.objects.ObjectStoreUnavailable;
import io.sluice.objects.Page;
import io.sluice.objects.StoredObject;
import io.sluice.testkit.DiskTrace;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A store that fails as told. It has no time and no thread of its own: answers come in the call or in {@link #step}. Over a
 * store that answers in the call, the same calls and steps with the same random numbers give the same answers. For one thread.
 */
public final class FaultyObjectStore implements ObjectStore {
    private static final int LATE_STEPS = 20;
    private static final int MAX_REMEMBERED_LISTS = 64;

    private final ObjectStore store;
    private final RandomGenerator random;
    private final Queue<Due> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Due::step).thenComparingLong(Due::number));
    private final Map<String, Page> remembered = new LinkedHashMap<>();
    private ObjectFaults faults = ObjectFaults.NONE;
    private boolean away;
    private boolean damagesReads;
    private long damagedReads;
    private boolean onDisk;
    private boolean readOnly;
    private boolean ours = true;
    private int most = Integer.MAX_VALUE;
    private Predicate<String> locked = name -> false;
    private long step;
    private long calls;
    private @Nullable DiskTrace trace;

    private record Due(long step, long number, Runnable task) {}

    public FaultyObjectStore(ObjectStore store, RandomGenerator random) {
        this.store = store;
        this.random = random;
    }

    /** What goes wrong from now on. */
    public void faults(ObjectFaults other) {
        faults = other;
    }

    /** From now on all that changes this store is written down there, when it happens. */
    public void record(DiskTrace into) {
        trace = into;
    }

    /** Whether it says that its objects take space on the machine's disk. */
    public void onDisk(boolean takes) {
        onDisk = takes;
    }

    @Override
    public boolean isOnDisk() {
        return onDisk;
    }

    /** While it is away, every call fails and nothing happens. */
    public void away(boolean gone) {
        away = gone;
    }

    /** While it damages reads, one bit is another in each of them, whatever else goes wrong. */
    public void damageReads(boolean damages) {
        damagesReads = damages;
    }

    /** Reads that came damaged for that reason. */
    public long damagedReads() {
        return damagedReads;
    }

    /** Creations fail; everything else is done. */
    public void readOnly(boolean takesNothing) {
        readOnly = takesNothing;
    }

    /** Whether it can say that it is the one that was meant. */
    public void ours(boolean says) {
        ours = says;
    }

    /** Reads of more bytes fail, as those of a store that gives them too slowly. */
    public void most(int bytes) {
        most = bytes;
    }

    /** Objects of these names are not to be deleted, as if they were locked. */
    public void lock(Predicate<String> names) {
        locked = names;
    }

    /** A step of time passes: what is due is done and answered. Returns whether something waits still. */
    public boolean step() {
        step++;
        for (Due next = waiting.peek(); next != null && next.step() <= step; next = waiting.peek()) {
            waiting.remove();
            next.task().run();
        }
        return !waiting.isEmpty();
    }

    /** Calls so far. */
    public long calls() {
        return calls;
    }

    @Override
    public CompletableFuture<Creation> create(String name, Content content) {
        return change(() -> readOnly
                ? failure("nothing is taken")
                : store.create(name, content).thenApply(creation -> noted(name, content, creation)));
    }

    @Override
    public CompletableFuture<Void> delete(String name) {
        return change(() -> locked.test(name)
                ? CompletableFuture.failedFuture(new ObjectStoreRefused(name + " is locked"))
                : store.delete(name).thenRun(() -> noted(name)));
    }

    @Override
    public CompletableFuture<Integer> abortUploads(String prefix, Instant begunBefore) {
        return change(() -> store.abortUploads(prefix, begunBefore));
    }

    @Override
    public CompletableFuture<Optional<StoredObject>> head(String name) {
        return answer(() -> store.head(name));
    }

    @Override
    public CompletableFuture<ByteBuffer> read(String name, long position, int length) {
        Supplier<CompletableFuture<ByteBuffer>> read =
                () -> length > most ? failure("it gives no more than " + most) : store.read(name, position, length);
        return answer(read).thenApply(bytes -> {
            ByteBuffer given = happens(faults.truncatedReads()) ? bytes.slice(0, random.nextInt(length)) : bytes;
            if (damagesReads) {
                damagedReads++;
                return flipped(given);
            }
            return happens(faults.corruptedReads()) ? flipped(given) : given;
        });
    }

    @Override
    public CompletableFuture<Page> list(String prefix, String startAfter, int max) {
        String asked = prefix + " " + startAfter + " " + max;
        return answer(() -> store.list(prefix, startAfter, max)).thenApply(page -> {
            Page before = remembered.remove(asked);
            Page given = before != null && happens(faults.staleLists()) ? before : page;
            remembered.put(asked, given);
            if (remembered.size() > MAX_REMEMBERED_LISTS) {
                remembered.remove(remembered.keySet().iterator().next());
            }
            return given;
        });
    }

    @Override
    public CompletableFuture<Boolean> requireOurs() {
        return answer(() -> ours
                ? store.requireOurs()
                : CompletableFuture.failedFuture(new ObjectStoreRefused("it is another store")));
    }

    @Override
    public void close() {
        store.close();
    }

    private Creation noted(String name, Content content, Creation creation) {
        if (trace != null && creation instanceof Creation.Created) {
            byte[] bytes = new byte[Math.toIntExact(content.length())];
            try {
                content.read(0, bytes.length).get(bytes);
            } catch (ContentDamaged afterItWasStored) {
                throw new UncheckedIOException(afterItWasStored);
            }
            trace.stored(name, bytes);
        }
        return creation;
    }

    private void noted(String deleted) {
        if (trace != null) {
            trace.deleted(deleted);
        }
    }

    private <T> CompletableFuture<T> change(Supplier<CompletableFuture<T>> call) {
        return answer(() -> {
            if (happens(faults.lateEffects())) {
                CompletableFuture<T> unheard = new CompletableFuture<>();
                later(1 + random.nextInt(LATE_STEPS), () -> pass(call.get(), unheard));
                return failure("its effect comes late");
            }
            return call.get();
        });
    }

    /** Waits, then fails before, does it, or fails behind. */
    private <T> CompletableFuture<T> answer(Supplier<CompletableFuture<T>> call) {
        calls++;
        CompletableFuture<T> result = new CompletableFuture<>();
        later(faults.maxDelay() == 0 ? 0 : random.nextInt(faults.maxDelay() + 1), () -> {
            if (away || happens(faults.errors())) {
                pass(failure("nothing happened"), result);
            } else if (happens(faults.lostAnswers())) {
                pass(call.get().thenCompose(done -> failure("its answer was lost")), result);
            } else {
                pass(call.get(), result);
            }
        });
        return result;
    }

    private void later(int steps, Runnable task) {
        if (steps == 0) {
            task.run();
        } else {
            waiting.add(new Due(step + steps, calls, task));
        }
    }

    private boolean happens(int rate) {
        return rate > 0 && random.nextInt(ObjectFaults.OF) < rate;
    }

    private ByteBuffer flipped(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return bytes;
        }
        ByteBuffer copy =
                ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
        int at = random.nextInt(copy.remaining());
        return copy.put(at, (byte) (copy.get(at) ^ (1 << random.nextInt(Byte.SIZE))));
    }

    private static <T> void pass(CompletionStage<T> from, CompletableFuture<T> to) {
        from.whenComplete((value, failure) -> {
            if (failure == null) {
                to.complete(value);
            } else {
                to.completeExceptionally(failure);
            }
        });
    }

    private static <T> CompletableFuture<T> failure(String how) {
        return CompletableFuture.failedFuture(new ObjectStoreUnavailable("a call that failed on purpose: " + how));
    }
}
