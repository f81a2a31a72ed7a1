package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

final class IdentityTest {
    @Property
    void accountNumberHasTwelveDigitsAndComesBack(@ForAll @LongRange(max = 999_999_999_999L) long account) {
        String digits = new TenantId(account).toString();
        assertThat(digits).hasSize(12);
        assertThat(TenantId.parse(digits)).isEqualTo(new TenantId(account));
    }

    @Example
    void otherAccountNumbersAreRefused() {
        for (String wrong : new String[] {"", "1", "12345678901a", "1234567890123", "-12345678901"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> TenantId.parse(wrong));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new TenantId(-1));
    }

    @Property
    void messageIdReadsAsAUuid(@ForAll long high, @ForAll long low) {
        assertThat(new MessageId(high, low)).hasToString(new UUID(high, low).toString());
    }

    @Example
    void partitionKeepsIncarnationAndIndex() {
        PartitionId partition = PartitionId.of((1L << 47) - 1, 65_535);
        assertThat(partition.incarnation()).isEqualTo((1L << 47) - 1);
        assertThat(partition.index()).isEqualTo(65_535);
        assertThatIllegalArgumentException().isThrownBy(() -> PartitionId.of(1L << 47, 0));
    }
}
