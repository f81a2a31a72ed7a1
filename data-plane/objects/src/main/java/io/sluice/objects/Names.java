package io.sluice.objects;

import java.util.regex.Pattern;

/** What names may be: what fits into a directory of any system as well as into S3. */
final class Names {
    static final int MAX_CHARS = 200;

    private static final String WORD = "[a-z0-9][a-z0-9._=-]*";
    private static final Pattern NAME = Pattern.compile(WORD + "(/" + WORD + ")*");
    private static final Pattern BEGINNING = Pattern.compile("[a-z0-9._=/-]*");

    private Names() {}

    static void checkName(String name) {
        check(NAME, name);
    }

    static void checkRead(String name, long position, int length) {
        checkName(name);
        if (position < 0 || length < 1 || length > ObjectStore.MAX_READ_BYTES) {
            throw new IllegalArgumentException("a read of " + length + " bytes from " + position + " on");
        }
    }

    static void checkList(String prefix, String startAfter, int max) {
        check(BEGINNING, prefix);
        check(BEGINNING, startAfter);
        if (max < 1 || max > ObjectStore.MAX_PAGE) {
            throw new IllegalArgumentException("a page of " + max + " objects");
        }
    }

    static void checkPrefix(String prefix) {
        check(BEGINNING, prefix);
    }

    private static void check(Pattern wanted, String text) {
        if (text.length() > MAX_CHARS || !wanted.matcher(text).matches()) {
            throw new IllegalArgumentException("not an object's name: \"" + text + "\"");
        }
    }
}
