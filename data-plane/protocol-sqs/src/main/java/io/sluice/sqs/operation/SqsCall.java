package io.sluice.sqs.operation;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.api.Admission;
import io.sluice.model.Caller;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.Param;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated request for an action.
 *
 * @param region the one that the signature names; any will do
 * @param endpoint scheme and authority as the client used them, in front of queues' addresses
 * @param path of the request; names the queue when no parameter does
 * @param remote the other end of the connection
 */
public record SqsCall(
        SqsAction action,
        Param.Fields params,
        Caller caller,
        String region,
        String endpoint,
        String path,
        HttpHeaders headers,
        @Nullable SocketAddress remote)
        implements Admission.Origin {
    /** Who asks, at the expense of the queue's owner. */
    Caller payer(Topic topic) {
        return topic.tenant().equals(caller.tenant()) ? caller : new Caller(topic.tenant(), caller.principal());
    }

    @Override
    public @Nullable InetAddress address() {
        return remote instanceof InetSocketAddress internet ? internet.getAddress() : null;
    }

    @Override
    public boolean secure() {
        return endpoint.startsWith("https:");
    }

    @Override
    public @Nullable String userAgent() {
        return headers.get(HttpHeaderNames.USER_AGENT);
    }

    @Override
    public @Nullable String referer() {
        return headers.get(HttpHeaderNames.REFERER);
    }

    @Override
    public Map<String, String> tags() {
        return Tags.given(this);
    }

    @Override
    public List<String> tagKeys() {
        return Tags.keys(this);
    }
}
