package io.sluice.log.body;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a body's file in a shard's directory, and of its object: used once and never again.
 *
 * @param epoch of the shard's ownership
 * @param number counts in an epoch
 */
public record BodyName(long epoch, int number) {
    private static final Pattern NAME = Pattern.compile("body-([0-9]{19})-([0-9]{10})");

    public BodyName {
        if (epoch < 0 || number < 0) {
            throw new IllegalArgumentException("no body file " + number + " of epoch " + epoch + " can be");
        }
    }

    /** Reads what {@link #toString} wrote; empty for any other name. */
    public static Optional<BodyName> parse(String name) {
        Matcher parts = NAME.matcher(name);
        try {
            return parts.matches()
                    ? Optional.of(new BodyName(Long.parseLong(parts.group(1)), Integer.parseInt(parts.group(2))))
                    : Optional.empty();
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    /** Sorts as the parts do. */
    @Override
    public String toString() {
        return "body-%019d-%010d".formatted(epoch, number);
    }
}
