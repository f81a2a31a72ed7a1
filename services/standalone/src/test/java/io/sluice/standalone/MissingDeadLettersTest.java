package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.shard.move.MissingTarget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MissingDeadLettersTest {
    private static final MissingTarget OF_ORDERS =
            new MissingTarget(new TenantId(123_456_789_012L), "orders", PartitionId.of(7, 0));
    private static final MissingTarget OF_BILLS =
            new MissingTarget(new TenantId(123_456_789_012L), "bills", PartitionId.of(7, 0));

    private final List<String> told = new ArrayList<>();
    private final MissingDeadLetters missing = new MissingDeadLetters(told::add);

    @Test
    void eachMissingQueueIsToldOnceAndOnceWhenItIsOver() {
        missing.look(List.of(OF_ORDERS));
        missing.look(List.of(OF_ORDERS, OF_BILLS));
        missing.look(List.of(OF_BILLS, OF_ORDERS));
        assertThat(told).hasSize(2);
        assertThat(told.get(0)).contains("orders (account 123456789012) is gone", "RedrivePolicy");
        assertThat(told.get(1)).contains("bills");

        missing.look(List.of(OF_BILLS));
        missing.look(List.of(OF_BILLS));
        assertThat(told).hasSize(3);
        assertThat(told.get(2)).contains("orders").endsWith("any more");

        missing.look(List.of(OF_BILLS, OF_ORDERS));
        assertThat(told).as("gone again").hasSize(4);
    }
}
