package io.sluice.sqs;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;

/** Which requests are SQS's: the root, and the forms of a queue's address. */
final class SqsRoute {
    private static final int ACCOUNT_DIGITS = 12;
    private static final String REGIONAL = "/queue/";

    private SqsRoute() {}

    static boolean isSqs(HttpRequest request) {
        if (!request.method().equals(HttpMethod.POST) && !request.method().equals(HttpMethod.GET)) {
            return false;
        }
        return isSqs(request.uri());
    }

    static boolean isSqs(String uri) {
        return uri.equals("/")
                || uri.startsWith("/?")
                || isQueue(uri, 1)
                || (uri.startsWith(REGIONAL) && isQueue(uri, uri.indexOf('/', REGIONAL.length()) + 1));
    }

    /** What a request asks for without the server's name, which clients write before it for a proxy and may write for anybody. */
    static String withoutServer(String uri) {
        int authority = uri.startsWith("/") ? -1 : uri.indexOf("://") + 3;
        if (authority < 3 || !(isHttp(uri, "http://") || isHttp(uri, "https://"))) {
            return uri;
        }
        for (int i = authority; i < uri.length(); i++) {
            switch (uri.charAt(i)) {
                case '/' -> {
                    return uri.substring(i);
                }
                case '?' -> {
                    return '/' + uri.substring(i);
                }
                default -> {}
            }
        }
        return "/";
    }

    private static boolean isHttp(String uri, String scheme) {
        return uri.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    static String path(String uri) {
        int mark = uri.indexOf('?');
        return mark < 0 ? uri : uri.substring(0, mark);
    }

    static String query(String uri) {
        int mark = uri.indexOf('?');
        return mark < 0 ? "" : uri.substring(mark + 1);
    }

    private static boolean isQueue(String uri, int from) {
        int end = from + ACCOUNT_DIGITS;
        if (from <= 0 || uri.length() <= end || uri.charAt(end) != '/') {
            return false;
        }
        for (int i = from; i < end; i++) {
            if (uri.charAt(i) < '0' || uri.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
