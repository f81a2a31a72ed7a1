package io.sluice.catalog;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address as its owner wrote it, checked for shape only: the proof is a letter that arrives.
 *
 * @param text 3 to {@value #MAX_LENGTH} ASCII characters around one {@code @}
 */
public record EmailAddress(String text) {
    public static final int MAX_LENGTH = 254;

    private static final Pattern SHAPE = Pattern.compile("[!-?A-~]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");

    public EmailAddress {
        if (!isShaped(text)) {
            throw new IllegalArgumentException("not an e-mail address");
        }
    }

    /** Empty for what cannot be an address. */
    public static Optional<EmailAddress> parse(String text) {
        String trimmed = text.strip();
        return isShaped(trimmed) ? Optional.of(new EmailAddress(trimmed)) : Optional.empty();
    }

    /** Equal for two spellings of one address. */
    String folded() {
        return text.toLowerCase(Locale.ROOT);
    }

    private static boolean isShaped(String text) {
        return text.length() <= MAX_LENGTH
                && !text.contains("..")
                && SHAPE.matcher(text).matches();
    }
}
