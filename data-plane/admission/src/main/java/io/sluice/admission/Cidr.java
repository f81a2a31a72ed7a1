package io.sluice.admission;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of addresses, {@code 203.0.113.0/24} or {@code 2001:db8::/32}; a single address is a range of one. IPv4 is four
 * decimal numbers and nothing else: {@code 127.1}, {@code 0177.0.0.1} and {@code 2130706433} mean the same address to some
 * programs and others to others.
 *
 * @param address four or sixteen bytes
 * @param bits how many of them count
 */
record Cidr(byte[] address, int bits) {
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String V4 = OCTET + "(?:\\." + OCTET + "){3}";
    private static final String GROUP = "[0-9A-Fa-f]{0,4}";
    private static final Pattern V4_RANGE = Pattern.compile("(" + V4 + ")(?:/(0|[1-9][0-9]?))?");
    /** Eight groups at the most: a matcher goes one call deeper with every repetition. */
    private static final Pattern V6_RANGE =
            Pattern.compile("((?:" + GROUP + ":){2,8}(?:" + GROUP + "|" + V4 + "))(?:/(0|[1-9][0-9]{0,2}))?");

    /** Those of an IPv6 address that says an IPv4 one, in front of it. */
    private static final int MAPPING_BITS = 96;

    /** @throws IllegalArgumentException for any other text */
    static Cidr parse(String text) {
        boolean six = text.indexOf(':') >= 0;
        Matcher range = (six ? V6_RANGE : V4_RANGE).matcher(text);
        if (!range.matches()) {
            throw new IllegalArgumentException("neither an address nor a range");
        }
        byte[] address = bytes(range.group(1));
        int all = address.length * 8;
        int before = six && all == Integer.SIZE ? MAPPING_BITS : 0;
        int bits = range.group(2) == null ? all : Integer.parseInt(range.group(2)) - before;
        if (bits < 0 || bits > all) {
            throw new IllegalArgumentException("a prefix of " + bits + " bits");
        }
        return new Cidr(address, bits);
    }

    /** Never asks a name server: anything but a literal address is refused. */
    private static byte[] bytes(String literal) {
        return InetAddress.ofLiteral(literal).getAddress();
    }

    /** @param other as the connection has it, which is no text of a policy and may name its interface */
    boolean contains(String other) {
        byte[] bytes = bytes(other);
        if (bytes.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit & 7);
            if ((bytes[bit >> 3] & mask) != (address[bit >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }
}
