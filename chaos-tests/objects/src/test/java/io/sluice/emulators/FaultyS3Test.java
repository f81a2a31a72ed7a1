package io.sluice.emulators;

import static io.sluice.testkit.objects.ObjectStoreContract.await;
import static io.sluice.testkit.objects.ObjectStoreContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.objects.Content;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.ObjectStoreUnavailable;
import io.sluice.objects.Page;
import io.sluice.objects.S3Settings;
import io.sluice.objects.StoredObject;
import io.sluice.objects.Uploads;
import io.sluice.objects.Uploads.Outcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A quarter of all requests fail in some way, and still nothing is stored twice, and nothing wrong is read. */
@Timeout(600)
class FaultyS3Test {
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final int NAMES = 30;
    private static final int LARGE_NAMES = 2;
    private static final int LARGE_BYTES = (16 << 20) + 1;
    private static final int WRITERS = 3;
    private static final int READS = 150;
    private static final int MAX_TRIES = 20;
    private static final Map<Fault, Integer> RATES = Map.of(
            Fault.ERROR, 30,
            Fault.SLOW_DOWN, 30,
            Fault.RESET_BEFORE, 40,
            Fault.RESET_AFTER, 60,
            Fault.CUT, 40,
            Fault.SHORTENED, 40,
            Fault.DELAYED, 20,
            Fault.TOO_LATE, 3);

    @ParameterizedTest
    @EnumSource
    void uploadsAreExactlyOnce(Emulator emulator) throws Exception {
        S3Settings settings = emulator.bucket();
        ObjectStore direct = Emulator.open(settings);
        try (FaultyProxy proxy = proxy(emulator, 11)) {
            ObjectStore store = Emulator.open(settings.at(proxy.address()).withDeadline(DEADLINE));
            for (int i = 0; i < NAMES; i++) {
                contend(store, direct, "segment/%03d".formatted(i), 1_000 + i, WRITERS);
            }
            for (int i = 0; i < LARGE_NAMES; i++) {
                contend(store, direct, "large/" + i, LARGE_BYTES, emulator.completesOne() ? WRITERS : 1);
            }
            assertThat(proxy.takers()).hasSize(NAMES + LARGE_NAMES);
            assertThat(proxy.takers())
                    .allSatisfy((name, takers) -> assertThat(takers).as(name).hasSize(1));
            Set<Fault> frequent = EnumSet.copyOf(RATES.keySet());
            frequent.remove(Fault.TOO_LATE);
            assertThat(frequent).allMatch(fault -> proxy.met(fault) > 0);
            Thread.startVirtualThread(store::close);
        }
        assertThat(await(direct.list("", "", 1_000)).objects())
                .extracting(Page.Item::name)
                .hasSize(NAMES + LARGE_NAMES);
        Thread.startVirtualThread(direct::close);
    }

    @ParameterizedTest
    @EnumSource
    void readsAreWholeAndRightOrFail(Emulator emulator) throws Exception {
        S3Settings settings = emulator.bucket();
        ObjectStore direct = Emulator.open(settings);
        Content content = bytes(5, 1 << 20);
        await(direct.create("a", content));
        int read = 0;
        try (FaultyProxy proxy = proxy(emulator, 12)) {
            ObjectStore store = Emulator.open(settings.at(proxy.address()).withDeadline(DEADLINE));
            SplittableRandom random = new SplittableRandom(13);
            for (int i = 0; i < READS; i++) {
                int length = random.nextInt(1, 100_000);
                int position = random.nextInt((1 << 20) - length);
                try {
                    ByteBuffer bytes = await(store.read("a", position, length));
                    assertThat(bytes).isEqualTo(content.read(position, length));
                    read++;
                } catch (ExecutionException e) {
                    assertThat(e).cause().isInstanceOf(ObjectStoreUnavailable.class);
                }
            }
            assertThat(List.of(Fault.CUT, Fault.SHORTENED, Fault.RESET_AFTER)).allMatch(fault -> proxy.met(fault) > 0);
            Thread.startVirtualThread(store::close);
        }
        assertThat(read).isGreaterThan(READS * 9 / 10);
        Thread.startVirtualThread(direct::close);
    }

    /** Up to three writers of two contents; each asks until it knows. */
    private static void contend(ObjectStore store, ObjectStore direct, String name, int size, int writers)
            throws Exception {
        Uploads uploads = new Uploads(store);
        List<Content> contents = List.of(bytes(size, size), bytes(size + 1, size), bytes(size, size))
                .subList(0, writers);
        List<CompletableFuture<Outcome>> first = new ArrayList<>();
        for (Content content : contents) {
            first.add(uploads.upload(name, content));
        }
        List<Outcome> ends = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            ends.add(known(first.get(i), uploads, name, contents.get(i)));
        }
        StoredObject held = await(direct.head(name)).orElseThrow();
        assertThat(held.size()).isEqualTo(size);
        for (int i = 0; i < contents.size(); i++) {
            boolean ours = contents.get(i).sha256().equals(held.sha256());
            assertThat(ends.get(i)).as(name).isEqualTo(ours ? new Outcome.Stored() : new Outcome.Conflict(held));
        }
        assertThat(ends).as(name).contains(new Outcome.Stored());
        Content winner = contents.get(ends.indexOf(new Outcome.Stored()));
        assertThat(await(direct.read(name, size - 100, 100))).isEqualTo(winner.read(size - 100, 100));
    }

    private static Outcome known(CompletableFuture<Outcome> first, Uploads uploads, String name, Content content)
            throws Exception {
        CompletableFuture<Outcome> upload = first;
        for (int tries = 1; ; tries++) {
            try {
                return await(upload);
            } catch (ExecutionException e) {
                assertThat(e).cause().isInstanceOf(ObjectStoreUnavailable.class);
                assertThat(tries).as("tries of " + name).isLessThan(MAX_TRIES);
                Thread.sleep(500);
                upload = uploads.upload(name, content);
            }
        }
    }

    private static FaultyProxy proxy(Emulator emulator, long seed) throws Exception {
        return new FaultyProxy(
                emulator.address(),
                new SplittableRandom(seed),
                RATES,
                DEADLINE.plusMillis(500).toMillis());
    }
}
