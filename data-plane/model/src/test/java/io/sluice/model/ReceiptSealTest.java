package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Positive;

final class ReceiptSealTest {
    private static final ReceiptSeal SEAL = new ReceiptSeal(1, new byte[32]);
    private static final Receipt RECEIPT = new Receipt(PartitionId.of(7, 3), 123_456_789_012L, 2);
    /** Version 1, for ever: receipts are checked for at least fourteen days after they were given out. */
    private static final String GOLDEN = "AQEAAAAAAAcAAwAAABy-mRoUAAAAAs5SZezhK893pShZtGKgZOI";

    @Example
    void goldenTextStays() {
        assertThat(SEAL.toWire(RECEIPT)).isEqualTo(GOLDEN);
        assertThat(SEAL.fromWire(GOLDEN)).contains(RECEIPT);
    }

    @Property
    void everyReceiptComesBack(
            @ForAll @LongRange(max = (1L << 47) - 1) long incarnation,
            @ForAll @IntRange(max = 65_535) int index,
            @ForAll @Positive long offset,
            @ForAll @Positive int delivery) {
        Receipt receipt = new Receipt(PartitionId.of(incarnation, index), offset, delivery);
        assertThat(SEAL.fromWire(SEAL.toWire(receipt))).contains(receipt);
        assertThat(new ReceiptSeal(1, new byte[] {1, 2, 3}).fromWire(SEAL.toWire(receipt)))
                .isEmpty();
        assertThat(new ReceiptSeal(2, new byte[32]).fromWire(SEAL.toWire(receipt)))
                .isEmpty();
    }

    @Example
    void noOtherTextIsAReceipt() {
        String text = SEAL.toWire(RECEIPT);
        for (int at = 0; at < text.length(); at++) {
            for (char other :
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/= %\u00e9".toCharArray()) {
                String forged = text.substring(0, at) + other + text.substring(at + 1);
                if (!forged.equals(text)) {
                    assertThat(SEAL.fromWire(forged)).as(forged).isEmpty();
                }
            }
        }
        assertThat(SEAL.fromWire("")).isEmpty();
        assertThat(SEAL.fromWire(text + "A")).isEmpty();
    }
}
