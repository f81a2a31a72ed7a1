package io.sluice.rest;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.api.Admission;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Where a request comes from, for policies. */
record RestOrigin(@Nullable SocketAddress remote, boolean secure, HttpHeaders headers) implements Admission.Origin {
    @Override
    public @Nullable InetAddress address() {
        return remote instanceof InetSocketAddress internet ? internet.getAddress() : null;
    }

    @Override
    public @Nullable String userAgent() {
        return headers.get(HttpHeaderNames.USER_AGENT);
    }

    @Override
    public @Nullable String referer() {
        return headers.get(HttpHeaderNames.REFERER);
    }
}
