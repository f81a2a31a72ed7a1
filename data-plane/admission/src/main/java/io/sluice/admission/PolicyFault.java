package io.sluice.admission;

/** Leaves the reading of a policy at the first thing that is wrong with it; its message says where. */
final class PolicyFault extends RuntimeException {
    private static final int MAX_ECHO_CHARS = 100;

    /** Names in the policy are part of the place, and may be as long as the policy. */
    private static final int MAX_WHERE_CHARS = 300;

    PolicyFault(String where, String what) {
        super(where.isEmpty() ? what : shortened(where, MAX_WHERE_CHARS) + ": " + what, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** The client's own text, short enough for an answer. */
    static String quoted(String text) {
        return '\'' + shortened(text, MAX_ECHO_CHARS) + '\'';
    }

    static String shortened(String text, int chars) {
        return text.length() <= chars ? text : text.substring(0, chars) + "…";
    }
}
