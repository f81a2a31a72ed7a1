package io.sluice.rest;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a body, as the header Range asks for one (RFC 9110, 14.2).
 *
 * @param from the first byte
 * @param end behind the last byte
 * @param part whether it was asked for as a part
 */
record ByteRange(long from, long end, boolean part) {
    private static final Pattern ONE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})", Pattern.CASE_INSENSITIVE);

    /**
     * What is to be sent; the whole body where the header is none of bytes, or asks for several parts.
     *
     * @throws Problem.Refused when the body has no such bytes
     */
    static ByteRange of(@Nullable String header, long bytes) {
        Matcher one = header == null ? null : ONE.matcher(header.strip());
        if (one == null || !one.matches()) {
            return whole(bytes);
        }
        String first = one.group(1);
        String last = one.group(2);
        if (first.isEmpty()) {
            if (last.isEmpty()) {
                return whole(bytes);
            }
            long suffix = Math.min(Long.parseLong(last), bytes);
            if (suffix == 0) {
                throw unsatisfiable(bytes);
            }
            return new ByteRange(bytes - suffix, bytes, true);
        }
        long from = Long.parseLong(first);
        long end = last.isEmpty() ? bytes : Math.min(Long.parseLong(last) + 1, bytes);
        if (!last.isEmpty() && Long.parseLong(last) < from) {
            return whole(bytes); // not a range at all
        }
        if (from >= bytes) {
            throw unsatisfiable(bytes);
        }
        return new ByteRange(from, end, true);
    }

    private static ByteRange whole(long bytes) {
        return new ByteRange(0, bytes, false);
    }

    private static Problem.Refused unsatisfiable(long bytes) {
        return new Problem(
                        HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                        "the body has " + bytes + " bytes: 0 to " + (bytes - 1))
                .refused();
    }

    long length() {
        return end - from;
    }

    String contentRange(long bytes) {
        return "bytes " + from + '-' + (end - 1) + '/' + bytes;
    }
}
