package io.sluice.queue.verb;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Meters;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.Bodies;
import io.sluice.queue.ShardState;
import io.sluice.queue.Slice;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.TopicRules;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is too old goes by the second of its sending, and costs nothing from then on. */
class ExpiringTest {
    private static final TenantId TENANT = new TenantId(100);
    private static final PartitionId ORDERS = PartitionId.of(1, 0);
    private static final long RETENTION_MS = 60_000;
    private static final int SECONDS = 20;
    private static final int A_SECOND = 1_000;
    private static final int BYTES = 7;

    private final List<String> drops = new ArrayList<>();
    private final ShardState state = new ShardState((partition, tenant) -> new Bodies.Shelf() {
        @Override
        public void put(long offset, long sentMs, int bytes, byte[] envelope) {}

        @Override
        public void drop(long offset) {
            drops.add("one " + offset);
        }

        @Override
        public void drop(long first, long last) {
            drops.add(first + " to " + last);
        }

        @Override
        public void close() {}
    });

    @Test
    void backlogExpiresWithoutALookAtItsMessages() {
        long begin = sendASecondsMessages(SECONDS);
        assertThat(state.weight()).isZero();
        state.advance(begin + SECONDS * 1_000L + RETENTION_MS + Slice.LENGTH_MS);
        assertThat(drops).hasSize(SECONDS).first().isEqualTo("0 to " + (A_SECOND - 1));
        assertThat(topic().ready()).isZero();
        assertThat(state.storedBytes()).isZero();
    }

    @Test
    void expiredMessagesAreMeteredToTheMillisecondThatTheyWent() {
        long begin = sendASecondsMessages(2);
        state.apply(new Command.Receive(ORDERS, 1_000, new long[] {0}, new int[] {BYTES}, new long[] {begin}));
        while (state.nextDueMs() < begin + 200_000) {
            state.advance(state.nextDueMs()); // as the leader lets time pass
        }
        state.advance(begin + 200_000);
        assertThat(drops).containsExactlyInAnyOrder("1 to 999", "one 0", "1000 to 1999");
        assertThat(stored())
                .isEqualTo(
                        BigInteger.valueOf(2L * A_SECOND * BYTES).multiply(BigInteger.valueOf(RETENTION_MS + 1_000)));
        state.advance(begin + 500_000);
        assertThat(stored()).isEqualTo(BigInteger.valueOf(2L * A_SECOND * BYTES * (RETENTION_MS + 1_000)));
    }

    private long sendASecondsMessages(int seconds) {
        state.advance(1_000_000);
        TopicRules rules = new TopicRules(TENANT, "orders", 30_000, 0, RETENTION_MS, 1_024, Optional.empty());
        state.apply(new Command.Configure(ORDERS, 1, rules));
        for (int second = 0; second < seconds; second++) {
            state.advance(1_000_000 + second * 1_000L);
            for (int i = 0; i < A_SECOND; i++) {
                state.apply(new Command.Send(ORDERS, List.of(new Command.NewMessage(new byte[0], BYTES, 0))));
            }
        }
        return 1_000_000;
    }

    private BigInteger stored() {
        Map<PartitionId, Meters> found = new HashMap<>();
        for (int page = 0; page >= 0; ) {
            page = state.topicMeters(TENANT, page, found);
        }
        return Objects.requireNonNull(found.get(ORDERS)).storageByteMs();
    }

    private TopicState topic() {
        return Objects.requireNonNull(state.topic(ORDERS));
    }
}
