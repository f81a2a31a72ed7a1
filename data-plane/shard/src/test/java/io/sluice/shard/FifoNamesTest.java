package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Message;
import io.sluice.model.MessageId;
import java.util.List;
import org.junit.jupiter.api.Test;

class FifoNamesTest {
    /** What is remembered of one must not be taken for the other. */
    @Test
    void groupsWhoseNamesHaveOneHashCodeAreTwo() {
        assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
        long one = group("Aa");
        long other = group("BB");
        assertThat(one).isNotEqualTo(other);
        assertThat(group("Aa")).isEqualTo(one);
        assertThat(group("BB")).isEqualTo(other);
    }

    /** It stands in logs. */
    @Test
    void hashOfAGroupIsTheSameForEver() {
        assertThat(group("g")).isEqualTo(0x3ecd2b680b35d02aL);
    }

    private static long group(String name) {
        return FifoNames.groupOf(new Message(new MessageId(1, 2), "sender", new byte[0], List.of(), name, null, null));
    }
}
