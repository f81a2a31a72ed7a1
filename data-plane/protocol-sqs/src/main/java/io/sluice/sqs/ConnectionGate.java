package io.sluice.sqs;

import io.micronaut.context.BeanProvider;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts connections where they are accepted. Those beyond the limit are closed on the accepting thread, before the next
 * ones are accepted: closed later, on busy threads of their own, they could pile up until the log gets no file.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A channel that is closed tells its listener.
final class ConnectionGate extends ChannelInboundHandlerAdapter {
    private final AtomicLong open;
    private final BeanProvider<SqsServer> server;

    /** @param open how many are, whoever has accepted them */
    ConnectionGate(AtomicLong open, BeanProvider<SqsServer> server) {
        this.open = open;
        this.server = server;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        if (accepted instanceof Channel connection) {
            if (open.incrementAndGet() > server.get().settings().maxConnections()) {
                open.decrementAndGet();
                connection.unsafe().closeForcibly();
                return;
            }
            connection.closeFuture().addListener(closed -> open.decrementAndGet());
        }
        context.fireChannelRead(accepted);
    }
}
