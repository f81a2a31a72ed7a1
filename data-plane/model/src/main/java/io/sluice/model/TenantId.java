package io.sluice.model;

/**
 * Who pays, and the wall of isolation.
 *
 * @param account the twelve-digit account number, 0 to 999,999,999,999
 */
public record TenantId(long account) implements Comparable<TenantId> {
    private static final long LIMIT = 1_000_000_000_000L;

    public TenantId {
        if (account < 0 || account >= LIMIT) {
            throw new IllegalArgumentException("an account number has twelve digits, not " + account);
        }
    }

    /** Reads the twelve digits that {@link #toString} writes. */
    public static TenantId parse(String digits) {
        if (digits.length() != 12 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("an account number has twelve digits, not '" + digits + "'");
        }
        return new TenantId(Long.parseLong(digits));
    }

    @Override
    public int compareTo(TenantId other) {
        return Long.compare(account, other.account);
    }

    @Override
    public String toString() {
        String digits = Long.toString(account);
        return "000000000000".substring(digits.length()) + digits;
    }
}
