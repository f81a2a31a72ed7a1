package io.sluice.admission;

/** Leaves the reading of a policy at the first thing that is wrong with it; its message says where. */
final class PolicyFault extends RuntimeException {
    private static final int MAX_ECHO_CHARS = 100;

    PolicyFault(String where, String what) {
        super(where.isEmpty() ? what : where + ": " + what, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** The client's own text, short enough for an answer. */
    static String quoted(String text) {
        return '\'' + (text.length() <= MAX_ECHO_CHARS ? text : text.substring(0, MAX_ECHO_CHARS) + "…") + '\'';
    }
}
