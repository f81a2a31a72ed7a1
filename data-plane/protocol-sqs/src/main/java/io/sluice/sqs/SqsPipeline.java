package io.sluice.sqs;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Puts SQS into Micronaut's connections, between its HTTP codec and its routing: what a controller costs per request is
 * more than all that SQS does.
 */
@Singleton
public final class SqsPipeline implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private static final String HANDLER = "sqs";
    private static final String GATE = "connection-gate";
    private static final String TURNS = "one-at-a-time";

    private final AtomicLong open = new AtomicLong();
    private final BeanProvider<SqsServer> server;

    SqsPipeline(BeanProvider<SqsServer> server) {
        this.server = server;
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        NettyServerCustomizer.Registry registry = event.getBean();
        registry.register(new Customizer(null));
        return registry;
    }

    private final class Customizer implements NettyServerCustomizer {
        private final @Nullable Channel channel;

        Customizer(@Nullable Channel channel) {
            this.channel = channel;
        }

        @Override
        public NettyServerCustomizer specializeForChannel(Channel connection, ChannelRole role) {
            if (role == ChannelRole.LISTENER) {
                connection.pipeline().addFirst(GATE, new ConnectionGate(open, server));
            }
            return new Customizer(connection);
        }

        @Override
        public void onStreamPipelineBuilt() {
            if (channel == null) {
                return;
            }
            SqsServer sqs = server.get();
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            ChannelPipeline pipeline = channel.pipeline();
            if (pipeline.get(ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC) != null) {
                pipeline.addAfter(ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC, HANDLER, new SqsChannel(sqs));
                pipeline.addBefore(HANDLER, TURNS, new OneAtATime(sqs.settings().requestTime()));
                sqs.neighbours().forEach(neighbour -> pipeline.addBefore(HANDLER, null, neighbour.get()));
            }
        }
    }
}
