package io.sluice.testkit.objects;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.objects.Content;
import io.sluice.objects.Creation;
import io.sluice.objects.MemoryStore;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.ObjectStoreUnavailable;
import io.sluice.objects.StoredObject;
import io.sluice.objects.Uploads;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The store that others are tested with must fail in each way it can be told to, and in no other. */
class FaultyObjectStoreTest extends ObjectStoreContract {
    private final ObjectStore inner = new MemoryStore(Instant::now);
    private final FaultyObjectStore store = new FaultyObjectStore(inner, new SplittableRandom(1));

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void errorsDoNothingAndLostAnswersDidIt() throws Exception {
        store.faults(new ObjectFaults(1_000, 0, 0, 0, 0, 0, 0));
        failsWith(ObjectStoreUnavailable.class, store.create("a", bytes(1, 10)));
        assertThat(await(inner.head("a"))).isEmpty();
        store.faults(new ObjectFaults(0, 1_000, 0, 0, 0, 0, 0));
        failsWith(ObjectStoreUnavailable.class, store.create("a", bytes(1, 10)));
        assertThat(await(inner.head("a"))).isPresent();
        store.faults(ObjectFaults.NONE);
        store.away(true);
        failsWith(ObjectStoreUnavailable.class, store.delete("a"));
        store.away(false);
        assertThat(await(store.head("a"))).isPresent();
    }

    @Test
    void lateEffectsComeAfterTheFailure() throws Exception {
        store.faults(new ObjectFaults(0, 0, 1_000, 0, 0, 0, 0));
        failsWith(ObjectStoreUnavailable.class, store.create("a", bytes(1, 10)));
        assertThat(await(inner.head("a"))).isEmpty();
        for (int i = 0; i < 20; i++) {
            store.step();
        }
        assertThat(await(inner.head("a"))).isPresent();
    }

    @Test
    void answersWaitForSteps() throws Exception {
        store.faults(new ObjectFaults(0, 0, 0, 0, 0, 0, 5));
        List<CompletableFuture<Creation>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(store.create("delay/" + i, bytes(1, 10)));
        }
        assertThat(calls).anyMatch(CompletableFuture::isDone).anyMatch(call -> !call.isDone());
        for (int i = 0; i < 5; i++) {
            store.step();
        }
        assertThat(calls).allMatch(CompletableFuture::isDone);
        assertThat(store.step()).isFalse();
    }

    @Test
    void readsAreCutAndBitsFlipped() throws Exception {
        await(store.create("a", bytes(1, 100)));
        ByteBuffer whole = await(store.read("a", 0, 100));
        store.faults(new ObjectFaults(0, 0, 0, 0, 1_000, 0, 0));
        assertThat(await(store.read("a", 0, 100)).remaining()).isLessThan(100);
        store.faults(new ObjectFaults(0, 0, 0, 0, 0, 1_000, 0));
        ByteBuffer flipped = await(store.read("a", 0, 100));
        assertThat(flipped.remaining()).isEqualTo(100);
        int bits = 0;
        for (int i = 0; i < 100; i++) {
            bits += Integer.bitCount((flipped.get(i) ^ whole.get(i)) & 0xff);
        }
        assertThat(bits).isEqualTo(1);
        store.faults(ObjectFaults.NONE);
        assertThat(await(store.read("a", 0, 100))).isEqualTo(whole);
    }

    @Test
    void staleListsAreEarlierOnes() throws Exception {
        await(store.create("a", bytes(1, 10)));
        await(store.list("", "", 10));
        await(store.create("b", bytes(1, 10)));
        store.faults(new ObjectFaults(0, 0, 0, 1_000, 0, 0, 0));
        assertThat(await(store.list("", "", 10)).objects()).hasSize(1);
        store.faults(ObjectFaults.NONE);
        assertThat(await(store.list("", "", 10)).objects()).hasSize(2);
    }

    @Test
    void sameSeedGivesTheSameRun() throws Exception {
        Set<String> runs = new HashSet<>();
        for (int run = 0; run < 3; run++) {
            runs.add(run(7).toString());
        }
        assertThat(runs).hasSize(1);
        assertThat(run(8).toString()).isNotIn(runs);
    }

    /** However calls fail: what an upload says holds, at once and after all late effects. */
    @Test
    void uploadsHoldWhateverFails() throws Exception {
        int stored = 0;
        int conflicts = 0;
        int unknown = 0;
        for (int seed = 0; seed < 500; seed++) {
            for (String end : run(seed)) {
                stored += end.startsWith("Stored") ? 1 : 0;
                conflicts += end.startsWith("Conflict") ? 1 : 0;
                unknown += end.startsWith("unknown") ? 1 : 0;
            }
        }
        assertThat(List.of(stored, conflicts, unknown)).allMatch(count -> count > 100);
    }

    /** Two writers of different contents, each twice, under one name; returns how each upload ended. */
    private static List<String> run(long seed) throws Exception {
        MemoryStore memory = new MemoryStore(() -> Instant.EPOCH);
        FaultyObjectStore faulty = new FaultyObjectStore(memory, new SplittableRandom(seed));
        faulty.faults(ObjectFaults.unreliable(200, 4));
        Uploads uploads = new Uploads(faulty);
        List<Content> contents = List.of(bytes(1, 50), bytes(2, 50), bytes(1, 50), bytes(2, 50));
        List<CompletableFuture<String>> ends = new ArrayList<>();
        for (Content content : contents) {
            ends.add(uploads.upload("a", content)
                    .thenApply(outcome -> switch (outcome) {
                        case Uploads.Outcome.Stored() -> "Stored " + content.sha256();
                        case Uploads.Outcome.Conflict(StoredObject theirs) -> "Conflict with " + theirs.sha256();
                    })
                    .exceptionally(e -> "unknown"));
        }
        for (int step = 0; step < 200; step++) {
            faulty.step();
        }
        List<String> all = new ArrayList<>();
        String held = await(memory.head("a"))
                .map(object -> String.valueOf(object.sha256()))
                .orElse("nothing");
        for (CompletableFuture<String> end : ends) {
            all.add(await(end));
        }
        assertThat(all)
                .as("seed " + seed + ", held " + held)
                .allMatch(end -> end.equals("unknown") || end.endsWith(held));
        return all;
    }
}
