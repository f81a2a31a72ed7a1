package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ShardTroubleTest {
    private final List<String> told = new ArrayList<>();
    private final ShardTrouble failing = ShardTrouble.flushing(told::add);

    @Test
    void eachChangeIsToldOnce() {
        failing.look(0, Optional.empty());
        failing.look(0, Optional.of("no space"));
        failing.look(0, Optional.of("no space"));
        assertThat(told).hasSize(1);
        assertThat(told.getFirst()).startsWith("shard 0 cannot move").contains("no space");

        failing.look(1, Optional.of("no space"));
        failing.look(0, Optional.of("no permission"));
        assertThat(told).as("another shard, another reason").hasSize(3);

        failing.look(0, Optional.empty());
        failing.look(0, Optional.empty());
        assertThat(told).hasSize(4);
        assertThat(told.getLast()).isEqualTo("shard 0 moves messages from memory to disk again");
    }
}
