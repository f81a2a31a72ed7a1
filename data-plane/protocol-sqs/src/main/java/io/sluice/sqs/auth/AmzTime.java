package io.sluice.sqs.auth;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The times of signatures: {@code yyyyMMdd'T'HHmmss'Z'}. */
final class AmzTime {
    static final long NONE = Long.MIN_VALUE;

    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private AmzTime() {}

    /** Seconds since the epoch, or {@link #NONE} for any other text. */
    static long seconds(String text) {
        if (text.length() != 16 || text.charAt(8) != 'T' || text.charAt(15) != 'Z') {
            return NONE;
        }
        int date = digits(text, 0, 8);
        int time = digits(text, 9, 15);
        if (date < 0 || time < 0 || time / 10_000 > 23 || time / 100 % 100 > 59 || time % 100 > 59) {
            return NONE;
        }
        try {
            long day = LocalDate.of(date / 10_000, date / 100 % 100, date % 100).toEpochDay();
            return day * 86_400 + time / 10_000 * 3_600L + time / 100 % 100 * 60L + time % 100;
        } catch (DateTimeException noSuchDay) {
            return NONE;
        }
    }

    /** Some signers have only the plain {@code Date} header; other texts come back as they are. */
    static String ofHttpDate(String date) {
        try {
            return FORM.format(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException notAnHttpDate) {
            return date;
        }
    }

    static String text(long seconds) {
        return FORM.format(Instant.ofEpochSecond(seconds));
    }

    private static int digits(String text, int from, int end) {
        int number = 0;
        for (int i = from; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
