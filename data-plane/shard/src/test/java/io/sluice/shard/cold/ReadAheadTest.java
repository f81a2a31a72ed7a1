package io.sluice.shard.cold;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.api.Result;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.shard.Rig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backlogs that are drained in order. */
final class ReadAheadTest {
    private static final Duration OLD_ENOUGH = Rig.UPLOAD_AFTER.plusSeconds(60);
    private static final int MESSAGES = 1_200;
    private static final int POLLS = 16;

    private final List<Runnable> reads = new ArrayList<>();
    private Rig rig;
    private Topic topic;

    @BeforeEach
    void backlogInTheStore() throws Exception {
        rig = new Rig(1);
        rig.memtableBytes = 1 << 20;
        rig.flushAfterBytes = 96 << 10;
        rig.hotBytes = 1;
        rig.farReads = reads::add;
        rig.crash(0);
        topic = rig.topic("orders", 0, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 4_000, 12_000})
    void manyConsumersGetAllInWhateverOrderReadsEnd(int bytes) throws Exception {
        fill(topic, bytes);
        Random random = new Random(bytes);
        TreeSet<String> got = new TreeSet<>();
        List<CompletableFuture<Result<List<Delivery>>>> polls = new ArrayList<>();
        for (int turn = 0; turn < 100_000 && got.size() < MESSAGES; turn++) {
            while (polls.size() < POLLS) {
                polls.add(
                        rig.poll(topic, 10, Duration.ofSeconds(20)).deliveries().toCompletableFuture());
            }
            rig.run();
            if (!reads.isEmpty()) {
                reads.remove(random.nextInt(reads.size())).run();
                rig.run();
            }
            for (var each = polls.iterator(); each.hasNext(); ) {
                CompletableFuture<Result<List<Delivery>>> poll = each.next();
                if (poll.isDone()) {
                    each.remove();
                    came(Rig.ok(poll.join()), got);
                }
            }
        }
        assertThat(got).hasSize(MESSAGES);
    }

    @Test
    void objectsAreReadInLargePieces() throws Exception {
        rig.farReads = Runnable::run;
        rig.flushAfterBytes = 1L << 40;
        rig.crash(1);
        fill(topic, 4_000);
        long stored = rig.shards.getFirst().gauges().storage().storeBytes();
        long before = rig.objects.calls();
        TreeSet<String> got = new TreeSet<>();
        while (got.size() < MESSAGES) {
            List<Delivery> messages = rig.receive(topic, 10);
            assertThat(messages).isNotEmpty();
            came(messages, got);
        }
        // Blocks are 64 KiB: without reading ahead there was a call for each.
        assertThat(rig.objects.calls() - before).isLessThan(MESSAGES * 4_000 / (64 << 10) * 3 / 4);
        assertThat(stored).isPositive();
    }

    @Test
    void tenantsShareTheMemoryWhateverTheNumberOfTheirTopics() {
        AheadMemory memory = new AheadMemory(1L << 30);
        TenantId one = new TenantId(1);
        TenantId two = new TenantId(2);
        memory.begin(one);
        long all = memory.share(one);
        assertThat(all).isEqualTo(32L << 20);
        memory.begin(two);
        memory.begin(two);
        assertThat(memory.share(one)).isEqualTo(all / 2);
        assertThat(memory.share(two)).isEqualTo(all / 4);
        for (int i = 0; i < 14; i++) {
            memory.begin(two);
        }
        assertThat(memory.share(two)).as("too little to be of use").isZero();
        assertThat(memory.share(one)).isEqualTo(all / 2);
        memory.end(one);
        assertThat(memory.share(two)).isEqualTo(all / 16);
    }

    private void came(List<Delivery> messages, Set<String> got) throws IOException {
        for (String body : Rig.bodies(messages)) {
            assertThat(got.add(body.substring(0, body.indexOf('-')))).isTrue();
        }
        if (!messages.isEmpty()) {
            rig.ack(topic, messages);
        }
    }

    private void fill(Topic to, int bytes) throws IOException {
        String padding = "-" + "x".repeat(bytes);
        for (int i = 0; i < MESSAGES; i++) {
            rig.send(to, "m" + i + padding);
            rig.pass(Duration.ofMillis(20));
        }
        rig.pass(OLD_ENOUGH);
        assertThat(rig.shards.getFirst().gauges().storage().storeBytes()).isPositive();
    }
}
