package io.sluice.rest;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.api.Admission;
import io.sluice.api.Credentials;
import io.sluice.api.LargeMessages;
import io.sluice.api.Messaging;
import io.sluice.api.Queues;
import io.sluice.model.BasicKey;
import io.sluice.model.Caller;
import io.sluice.model.Receipt;
import io.sluice.model.ReceiptSeal;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Messages over REST: who asks, for which queue, and whether they may. Whoever wires the services makes one, and
 * puts a handler of it into each connection.
 */
public final class RestServer {
    private final RestPorts ports;
    private final Queues queues;
    private final Admission admission;
    private final Credentials credentials;
    private final ReceiptSeal seal;
    private final Connections connections;
    private final Executor background;
    private final RestSettings settings;
    private final Buffers buffers;

    /**
     * Everything that it needs.
     *
     * @param background computes digests of bodies
     */
    public RestServer(
            RestPorts ports,
            Queues queues,
            Admission admission,
            Credentials credentials,
            ReceiptSeal seal,
            Connections connections,
            Executor background,
            RestSettings settings) {
        this.ports = ports;
        this.queues = queues;
        this.admission = admission;
        this.credentials = credentials;
        this.seal = seal;
        this.connections = connections;
        this.background = background;
        this.settings = settings;
        this.buffers = new Buffers(settings.maxBufferedBytes());
    }

    /** For one connection, behind its HTTP codec, where one request comes at a time; passes on what is not ours. */
    public ChannelHandler newConnection() {
        return new RestChannel(this);
    }

    Messaging messaging() {
        return ports.messaging();
    }

    LargeMessages large() {
        return ports.large();
    }

    RestPorts ports() {
        return ports;
    }

    /**
     * Whose key the header proves to own.
     *
     * @throws Problem.Refused when it proves nothing
     */
    Caller caller(@Nullable String authorization) {
        Optional<BasicKey> key = BasicKey.ofHeader(authorization);
        Optional<Credentials.Credential> found = key.flatMap(given -> credentials.find(given.id()));
        if (key.isEmpty() || !key.get().proves(found.map(Credentials.Credential::secret))) {
            throw new Problem(
                            HttpResponseStatus.UNAUTHORIZED,
                            "the access key and its secret are needed: curl -u KEY:SECRET")
                    .refused();
        }
        return found.orElseThrow().caller();
    }

    Connections connections() {
        return connections;
    }

    Executor background() {
        return background;
    }

    RestSettings settings() {
        return settings;
    }

    Buffers buffers() {
        return buffers;
    }

    String sealed(Receipt receipt) {
        return seal.toWire(receipt);
    }

    /** The receipt that the address names, which must be ours and of the queue that is asked. */
    Receipt receipt(RestRoute route, Topic topic) {
        return seal.fromWire(route.item())
                .filter(receipt -> receipt.partition().incarnation() == topic.incarnation())
                .orElseThrow(() -> RestErrors.foreignReceipt().refused());
    }

    /** The queue that the address names: the caller's own, or its owner's. */
    Topic topic(Caller caller, RestRoute route, Admission.Origin origin) {
        TenantId owner = route.text("owner").map(RestServer::account).orElse(caller.tenant());
        Topic topic = queues.find(payer(caller, owner), route.queue())
                .orElseThrow(() -> RestErrors.noSuchQueue().refused());
        return switch (admission.decide(caller, topic, route.verb().action(), origin)) {
            case ALLOWED -> topic;
            case DENIED ->
                throw new Problem(HttpResponseStatus.FORBIDDEN, "the queue's policy does not allow you this").refused();
            case HIDDEN -> throw RestErrors.noSuchQueue().refused();
        };
    }

    /** A queue of the same owner that is to take messages of another one. Who may move them may send there: both are his. */
    Topic target(Caller owner, Topic source, String name) {
        Topic target = queues.find(owner, name)
                .orElseThrow(() -> RestErrors.invalid("there is no queue of the name that 'to' says")
                        .refused());
        if (target.incarnation() == source.incarnation()) {
            throw RestErrors.invalid("'to' is another queue than the one that messages leave")
                    .refused();
        }
        return target;
    }

    /** Who asks, at the expense of the queue's owner. */
    static Caller payer(Caller caller, TenantId owner) {
        return owner.equals(caller.tenant()) ? caller : new Caller(owner, caller.principal());
    }

    private static TenantId account(String digits) {
        try {
            return TenantId.parse(digits);
        } catch (IllegalArgumentException notAnAccount) {
            throw RestErrors.invalid("'owner' is the number of an account, twelve digits")
                    .refused();
        }
    }
}
