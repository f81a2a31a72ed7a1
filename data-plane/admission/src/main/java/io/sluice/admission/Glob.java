package io.sluice.admission;

/**
 * A text in which {@code *} stands for any characters and {@code ?} for one. Matching takes at most the product of both
 * lengths, whatever the pattern.
 */
record Glob(String pattern) {
    boolean matches(String text) {
        int at = 0;
        int in = 0;
        int star = -1;
        int retry = 0;
        while (at < text.length()) {
            char next = in < pattern.length() ? pattern.charAt(in) : '\0';
            if (in < pattern.length() && next == '*') {
                star = in++;
                retry = at;
            } else if (in < pattern.length() && (next == '?' || next == text.charAt(at))) {
                in++;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++retry;
            } else {
                return false;
            }
        }
        while (in < pattern.length() && pattern.charAt(in) == '*') {
            in++;
        }
        return in == pattern.length();
    }
}
