package io.sluice.shard.door;

import io.sluice.api.Delivery;
import io.sluice.api.Extension;
import io.sluice.api.Messaging;
import io.sluice.api.Outgoing;
import io.sluice.api.Poll;
import io.sluice.api.Result;
import io.sluice.api.Sent;
import io.sluice.api.Want;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.model.Attribute;
import io.sluice.model.Caller;
import io.sluice.model.Envelope;
import io.sluice.model.Message;
import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.Receipt;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.shard.FifoNames;
import io.sluice.shard.Request;
import io.sluice.shard.Shard;
import io.sluice.shard.ShardPoll;
import io.sluice.shard.body.FiledSends;
import io.sluice.shard.segment.Body;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Messaging by the shards of this process: turns requests into commands, and replies into results. */
public final class LocalMessaging implements Messaging {
    /** What a command weighs in the mailbox beside its messages. */
    private static final int COMMAND_BYTES = 64;

    private static final byte[] NO_BODY = new byte[0];
    private static final Rejection LOCKED = new Rejection.Locked(Rejection.Locked.Why.DATA_KEY_MISSING);
    private static final Optional<Rejection> FOREIGN = Optional.of(new Rejection.ForeignReceipt());

    private final List<Shard> shards;
    private final Ids ids;
    private final int largeBytes;

    /**
     * Begins with shards.
     *
     * @param shards by number
     * @param largeBytes longer bodies go into files of their own
     */
    public LocalMessaging(List<Shard> shards, Ids ids, int largeBytes) {
        this.shards = List.copyOf(shards);
        this.ids = ids;
        this.largeBytes = largeBytes;
    }

    @Override
    public CompletionStage<Result<List<Sent>>> send(Caller caller, Topic topic, List<Outgoing> messages) {
        Place place = place(topic);
        PayloadSeal seal = shard(place).storage().seal();
        List<MessageId> given = new ArrayList<>(messages.size());
        List<Command.NewMessage> items = new ArrayList<>(messages.size());
        List<FiledSends.Large> larges = new ArrayList<>(0);
        int weight = COMMAND_BYTES;
        for (Outgoing outgoing : messages) {
            MessageId id = ids.next();
            byte[] body = outgoing.body();
            boolean large = body.length > largeBytes;
            if (large) {
                larges.add(new FiledSends.Large(items.size(), id, body));
            }
            Message message = new Message(
                    id,
                    caller.principal(),
                    large ? NO_BODY : body,
                    outgoing.attributes(),
                    outgoing.group(),
                    outgoing.deduplicationId(),
                    outgoing.trace(),
                    outgoing.bodyMd5());
            byte[] plain = large ? Envelope.stub(message, body.length) : Envelope.toWire(message);
            byte[] envelope;
            try {
                envelope = seal.sealed(topic.tenant(), plain);
            } catch (PayloadLocked noKey) {
                return CompletableFuture.completedFuture(Result.refused(LOCKED));
            }
            given.add(id);
            items.add(new Command.NewMessage(
                    envelope,
                    bytes(outgoing),
                    outgoing.delay().map(Duration::toMillis).orElse(-1L),
                    FifoNames.of(topic, place.partition(), outgoing)));
            weight += envelope.length;
        }
        Command.Send send = new Command.Send(place.partition(), items);
        Function<Reply, List<Sent>> read = reply -> sent(reply, given, place.partition());
        if (larges.isEmpty()) {
            return propose(caller, place, send, weight, read);
        }
        CompletableFuture<Result<List<Sent>>> result = new CompletableFuture<>();
        shard(place)
                .filedSends()
                .send(caller.tenant(), send, larges, weight, reply -> result.complete(result(reply, read)));
        return result;
    }

    /** A message that was known already has another identity than was given to it. */
    static List<Sent> sent(Reply reply, List<MessageId> given, PartitionId partition) {
        List<Sent> sent = new ArrayList<>(given.size());
        if (reply instanceof Reply.Placed(List<Reply.Placing> placings)) {
            placings.forEach(placing -> sent.add(new Sent(placing.id(), partition, placing.offset())));
            return sent;
        }
        long first = ((Reply.Appended) reply).firstOffset();
        for (int i = 0; i < given.size(); i++) {
            sent.add(new Sent(given.get(i), partition, first + i));
        }
        return sent;
    }

    @Override
    public Poll receive(Caller caller, Topic topic, Want want) {
        Place place = place(topic);
        CompletableFuture<Result<List<Delivery>>> result = new CompletableFuture<>();
        ShardPoll poll = new ShardPoll(
                caller.tenant(),
                place.partition(),
                want.max(),
                want.lease().map(Duration::toMillis).orElse(ShardPoll.TOPICS_LEASE),
                want.patience().orElse(topic.config().receiveWait()).toMillis(),
                FifoNames.attempt(place.partition(), caller, want),
                caller.principal(),
                (reply, offsets, bodies) -> result.complete(
                        result(reply, handed -> deliveries(place, topic, (Reply.Handed) handed, offsets, bodies))));
        Shard shard = shard(place);
        shard.submit(poll);
        return new LocalPoll(shard, poll, result);
    }

    @Override
    public CompletionStage<Result<List<Optional<Rejection>>>> ack(Caller caller, Topic topic, List<Receipt> receipts) {
        Place place = place(topic);
        List<Receipt> own =
                receipts.stream().filter(receipt -> isOf(receipt, place)).toList();
        Command ack = new Command.Ack(place.partition(), offsets(own), deliveries(own));
        return verdicts(caller, place, ack, receipts, own);
    }

    @Override
    public CompletionStage<Result<List<Optional<Rejection>>>> extend(
            Caller caller, Topic topic, List<Extension> extensions) {
        Place place = place(topic);
        List<Receipt> receipts = extensions.stream().map(Extension::receipt).toList();
        List<Extension> ownExtensions = extensions.stream()
                .filter(extension -> isOf(extension.receipt(), place))
                .toList();
        List<Receipt> own = ownExtensions.stream().map(Extension::receipt).toList();
        long[] leases = ownExtensions.stream()
                .mapToLong(extension -> extension.lease().toMillis())
                .toArray();
        Command extend = new Command.Extend(place.partition(), offsets(own), deliveries(own), leases);
        return verdicts(caller, place, extend, receipts, own);
    }

    /** Foreign receipts never reach the log; the others' verdicts come from there, and are put in the asked order. */
    private CompletionStage<Result<List<Optional<Rejection>>>> verdicts(
            Caller caller, Place place, Command command, List<Receipt> receipts, List<Receipt> own) {
        if (own.isEmpty()) {
            return CompletableFuture.completedFuture(
                    Result.ok(receipts.stream().map(receipt -> FOREIGN).toList()));
        }
        return propose(caller, place, command, COMMAND_BYTES + 32 * own.size(), reply -> {
            List<Optional<Rejection>> verdicts = ((Reply.Verdicts) reply).verdicts();
            if (own.size() == receipts.size()) {
                return verdicts;
            }
            List<Optional<Rejection>> all = new ArrayList<>(receipts.size());
            int next = 0;
            for (Receipt receipt : receipts) {
                all.add(isOf(receipt, place) ? verdicts.get(next++) : FOREIGN);
            }
            return all;
        });
    }

    private <T> CompletionStage<Result<T>> propose(
            Caller caller, Place place, Command command, int weight, Function<Reply, T> read) {
        CompletableFuture<Result<T>> result = new CompletableFuture<>();
        shard(place)
                .submit(new Request.Propose(
                        caller.tenant(), command, weight, reply -> result.complete(result(reply, read))));
        return result;
    }

    private Deliveries deliveries(Place place, Topic topic, Reply.Handed handed, long[] offsets, Body[] bodies) {
        PayloadSeal seal = shard(place).storage().seal();
        return new Deliveries(place, topic.tenant(), seal, handed.leases(), offsets, bodies);
    }

    private Shard shard(Place place) {
        return shards.get(place.shard());
    }

    private static <T> Result<T> result(Reply reply, Function<Reply, T> read) {
        return reply instanceof Reply.Refused refused
                ? Result.refused(refused.rejection())
                : Result.ok(read.apply(reply));
    }

    /** Topics have one partition so far; here is where a second one would be chosen. */
    private static Place place(Topic topic) {
        return topic.places().getFirst();
    }

    private static boolean isOf(Receipt receipt, Place place) {
        return receipt.partition().equals(place.partition());
    }

    private static long[] offsets(List<Receipt> receipts) {
        return receipts.stream().mapToLong(Receipt::offset).toArray();
    }

    private static int[] deliveries(List<Receipt> receipts) {
        return receipts.stream().mapToInt(Receipt::delivery).toArray();
    }

    static int bytes(Outgoing outgoing) {
        int bytes = outgoing.body().length;
        for (Attribute attribute : outgoing.attributes()) {
            bytes += utf8(attribute.name()) + utf8(attribute.type()) + attribute.value().length;
        }
        return bytes;
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private record LocalPoll(Shard shard, ShardPoll poll, CompletableFuture<Result<List<Delivery>>> result)
            implements Poll {
        @Override
        public CompletionStage<Result<List<Delivery>>> deliveries() {
            return result;
        }

        @Override
        public long bytes() {
            return poll.answeredBytes;
        }

        @Override
        public void abandon() {
            shard.abandon(poll);
        }
    }
}
