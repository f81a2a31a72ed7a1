package io.sluice.admission;

import java.net.InetAddress;

/**
 * A range of addresses, {@code 203.0.113.0/24} or {@code 2001:db8::/32}; a single address is a range of one.
 *
 * @param address four or sixteen bytes
 * @param bits how many of them count
 */
record Cidr(byte[] address, int bits) {
    /** @throws IllegalArgumentException for any other text */
    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
        int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > address.length * 8) {
            throw new IllegalArgumentException("a prefix of " + bits + " bits");
        }
        return new Cidr(address, bits);
    }

    /** Never asks a name server: anything but a literal address is refused. */
    private static byte[] bytes(String literal) {
        return InetAddress.ofLiteral(literal).getAddress();
    }

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
