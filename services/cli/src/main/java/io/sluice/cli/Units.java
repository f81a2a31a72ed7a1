package io.sluice.cli;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Numbers as people like to read them: rounded, so for reading only; exact ones are in the JSON. */
final class Units {
    private static final List<String> BYTES = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final BigDecimal GIB_HOUR_IN_BYTE_MILLIS =
            BigDecimal.valueOf(1L << 30).multiply(BigDecimal.valueOf(3_600_000));
    private static final BigDecimal SMALLEST_SHOWN = new BigDecimal("0.001");

    private Units() {}

    static String bytes(BigInteger bytes) {
        BigDecimal value = new BigDecimal(bytes);
        int unit = 0;
        while (value.compareTo(KIBI) >= 0 && unit < BYTES.size() - 1) {
            value = value.divide(KIBI, 9, RoundingMode.HALF_EVEN);
            unit++;
        }
        return (unit == 0 ? bytes.toString() : value.setScale(1, RoundingMode.HALF_EVEN)) + " " + BYTES.get(unit);
    }

    static String gibHours(BigInteger byteMillis) {
        BigDecimal value = new BigDecimal(byteMillis).divide(GIB_HOUR_IN_BYTE_MILLIS, 9, RoundingMode.HALF_EVEN);
        if (byteMillis.signum() > 0 && value.compareTo(SMALLEST_SHOWN) < 0) {
            return "<0.001 GiB-h";
        }
        return value.setScale(3, RoundingMode.HALF_EVEN) + " GiB-h";
    }

    static String count(BigInteger count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static String duration(BigInteger millis) {
        BigInteger[] minutes = millis.divide(BigInteger.valueOf(1000)).divideAndRemainder(BigInteger.valueOf(60));
        BigInteger[] hours = minutes[0].divideAndRemainder(BigInteger.valueOf(60));
        if (hours[0].signum() > 0) {
            return count(hours[0]) + " h " + hours[1] + " min";
        }
        return hours[1].signum() > 0 ? hours[1] + " min " + minutes[1] + " s" : minutes[1] + " s";
    }
}
