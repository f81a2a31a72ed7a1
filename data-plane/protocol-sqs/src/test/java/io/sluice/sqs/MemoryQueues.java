package io.sluice.sqs;

import io.sluice.api.Delivery;
import io.sluice.api.Done;
import io.sluice.api.Extension;
import io.sluice.api.Messaging;
import io.sluice.api.Outgoing;
import io.sluice.api.Poll;
import io.sluice.api.QueueStats;
import io.sluice.api.Queues;
import io.sluice.api.Result;
import io.sluice.api.Sent;
import io.sluice.api.Want;
import io.sluice.model.Caller;
import io.sluice.model.Message;
import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.Receipt;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What the protocol is tested on: queues in memory, honest about leases and counts, deaf to delay and retention. */
public final class MemoryQueues implements Messaging, Queues {
    private static final class Held {
        final Message message;
        final Instant sentAt = Instant.now();
        Instant leasedUntil = Instant.EPOCH;
        Instant firstReceivedAt = Instant.EPOCH;
        int receives;

        Held(Message message) {
            this.message = message;
        }
    }

    private static final class Queue {
        Topic topic;
        final TreeMap<Long, Held> messages = new TreeMap<>();
        final List<Waiting> waiting = new ArrayList<>();
        long next;
        boolean purged;

        Queue(Topic topic) {
            this.topic = topic;
        }
    }

    private record Waiting(Want want, CompletableFuture<Result<List<Delivery>>> deliveries) {}

    private final Map<String, Queue> queues = new ConcurrentSkipListMap<>();
    private long incarnations = 1;

    /** What the next data operation is refused with; null: nothing. */
    volatile @Nullable Rejection refusal;

    volatile int abandoned;

    /** Where received messages say that they were parked; null: nowhere. */
    volatile @Nullable String parkedFrom;

    /** At whose expense messages were sent and received. */
    final Set<TenantId> payers = ConcurrentHashMap.newKeySet();

    /** For measurements of the protocol alone: sent messages are accepted and forgotten. */
    volatile boolean forgetful;

    /** Sends are answered when this is done. */
    volatile CompletableFuture<Void> durable = CompletableFuture.completedFuture(null);

    private static String key(TenantId tenant, String name) {
        return tenant + "/" + name;
    }

    private @Nullable Queue queue(Topic topic) {
        Queue queue = queues.get(key(topic.tenant(), topic.name()));
        return queue == null || queue.topic.incarnation() != topic.incarnation() ? null : queue;
    }

    private <T> @Nullable Result<T> refused(@Nullable Queue queue) {
        Rejection now = refusal;
        if (now != null) {
            refusal = null;
            return Result.refused(now);
        }
        return queue == null ? Result.refused(new Rejection.NoSuchTopic()) : null;
    }

    private static <T> CompletionStage<Result<T>> done(Result<T> result) {
        return CompletableFuture.completedFuture(result);
    }

    @Override
    public CompletionStage<Result<List<Sent>>> send(Caller caller, Topic topic, List<Outgoing> messages) {
        payers.add(caller.tenant());
        List<Sent> sent = new ArrayList<>();
        List<Runnable> wake = new ArrayList<>();
        synchronized (this) {
            Queue queue = queue(topic);
            Result<List<Sent>> refused = refused(queue);
            if (refused != null || queue == null) {
                return done(refused == null ? Result.refused(new Rejection.NoSuchTopic()) : refused);
            }
            ThreadLocalRandom random = ThreadLocalRandom.current();
            for (Outgoing outgoing : messages) {
                MessageId id = new MessageId(random.nextLong(), random.nextLong());
                Message message = new Message(
                        id,
                        caller.principal(),
                        outgoing.body(),
                        outgoing.attributes(),
                        outgoing.group(),
                        outgoing.deduplicationId(),
                        outgoing.trace());
                if (!forgetful) {
                    queue.messages.put(queue.next, new Held(message));
                }
                sent.add(new Sent(id, topic.places().getFirst().partition(), queue.next++));
            }
            while (!queue.waiting.isEmpty()) {
                Waiting waiting = queue.waiting.removeFirst();
                if (!waiting.deliveries().isDone()) {
                    List<Delivery> taken = take(queue, waiting.want());
                    if (taken.isEmpty()) {
                        queue.waiting.addFirst(waiting);
                        break;
                    }
                    wake.add(() -> waiting.deliveries().complete(Result.ok(taken)));
                }
            }
        }
        wake.forEach(Runnable::run);
        return durable.thenApply(done -> Result.ok(sent));
    }

    private List<Delivery> take(Queue queue, Want want) {
        Instant now = Instant.now();
        List<Delivery> taken = new ArrayList<>();
        for (Map.Entry<Long, Held> entry : queue.messages.entrySet()) {
            Held held = entry.getValue();
            if (taken.size() == want.max()) {
                break;
            }
            if (held.leasedUntil.isAfter(now)) {
                continue;
            }
            held.leasedUntil = now.plus(want.lease().orElse(queue.topic.config().lease()));
            held.firstReceivedAt = held.receives++ == 0 ? now : held.firstReceivedAt;
            PartitionId partition = queue.topic.places().getFirst().partition();
            taken.add(new Delivery(
                    new Receipt(partition, entry.getKey(), held.receives),
                    held.message,
                    held.sentAt,
                    held.firstReceivedAt,
                    held.receives,
                    0,
                    parkedFrom,
                    0));
        }
        return taken;
    }

    @Override
    public Poll receive(Caller caller, Topic topic, Want want) {
        payers.add(caller.tenant());
        CompletableFuture<Result<List<Delivery>>> deliveries = new CompletableFuture<>();
        synchronized (this) {
            Queue queue = queue(topic);
            Result<List<Delivery>> refused = refused(queue);
            if (refused != null || queue == null) {
                deliveries.complete(refused == null ? Result.refused(new Rejection.NoSuchTopic()) : refused);
            } else {
                List<Delivery> taken = take(queue, want);
                Duration patience = want.patience().orElse(queue.topic.config().receiveWait());
                if (taken.isEmpty() && patience.isPositive()) {
                    queue.waiting.add(new Waiting(want, deliveries));
                    deliveries.completeOnTimeout(
                            Result.ok(List.of()), patience.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
                } else {
                    deliveries.complete(Result.ok(taken));
                }
            }
        }
        return new Poll() {
            @Override
            public long bytes() {
                return 0;
            }

            @Override
            public CompletionStage<Result<List<Delivery>>> deliveries() {
                return deliveries;
            }

            @Override
            @SuppressWarnings("NonAtomicVolatileUpdate")
            public void abandon() {
                synchronized (MemoryQueues.this) {
                    abandoned++;
                    if (deliveries.complete(Result.ok(List.of()))) {
                        return;
                    }
                    if (deliveries.join() instanceof Result.Ok<List<Delivery>>(List<Delivery> taken)) {
                        Queue queue = queue(topic);
                        for (Delivery delivery : taken) {
                            Held held = queue == null
                                    ? null
                                    : queue.messages.get(delivery.receipt().offset());
                            if (held != null && held.receives == delivery.receives()) {
                                held.receives--;
                                held.leasedUntil = Instant.EPOCH;
                            }
                        }
                    }
                }
            }
        };
    }

    @Override
    public synchronized CompletionStage<Result<List<Optional<Rejection>>>> ack(
            Caller caller, Topic topic, List<Receipt> receipts) {
        Queue queue = queue(topic);
        Result<List<Optional<Rejection>>> refused = refused(queue);
        if (refused != null || queue == null) {
            return done(refused == null ? Result.refused(new Rejection.NoSuchTopic()) : refused);
        }
        List<Optional<Rejection>> fates = new ArrayList<>();
        for (Receipt receipt : receipts) {
            queue.messages.remove(receipt.offset());
            fates.add(Optional.empty());
        }
        return done(Result.ok(fates));
    }

    @Override
    public synchronized CompletionStage<Result<List<Optional<Rejection>>>> extend(
            Caller caller, Topic topic, List<Extension> extensions) {
        Queue queue = queue(topic);
        Result<List<Optional<Rejection>>> refused = refused(queue);
        if (refused != null || queue == null) {
            return done(refused == null ? Result.refused(new Rejection.NoSuchTopic()) : refused);
        }
        List<Optional<Rejection>> fates = new ArrayList<>();
        for (Extension extension : extensions) {
            Held held = queue.messages.get(extension.receipt().offset());
            Instant now = Instant.now();
            if (held == null) {
                fates.add(Optional.of(new Rejection.NotLeased()));
            } else if (held.receives != extension.receipt().delivery() || held.leasedUntil.isBefore(now)) {
                fates.add(Optional.of(new Rejection.LeaseEnded()));
            } else {
                held.leasedUntil = now.plus(extension.lease());
                fates.add(Optional.empty());
            }
        }
        return done(Result.ok(fates));
    }

    @Override
    public Optional<Topic> find(Caller caller, String name) {
        Queue queue = queues.get(key(caller.tenant(), name));
        return queue == null ? Optional.empty() : Optional.of(queue.topic);
    }

    @Override
    public List<Topic> list(Caller caller, String prefix, @Nullable String after, int limit) {
        return queues.values().stream()
                .map(queue -> queue.topic)
                .filter(topic -> topic.tenant().equals(caller.tenant()))
                .filter(topic -> topic.name().startsWith(prefix))
                .filter(topic -> after == null || topic.name().compareTo(after) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized CompletionStage<Result<Topic>> create(Caller caller, String name, TopicConfig config) {
        String key = key(caller.tenant(), name);
        if (queues.containsKey(key)) {
            return done(Result.refused(new Rejection.TopicExists()));
        }
        long incarnation = incarnations++;
        Topic topic = new Topic(
                caller.tenant(),
                name,
                incarnation,
                List.of(new Place(PartitionId.of(incarnation, 0), 0)),
                config,
                1,
                Instant.now(),
                Instant.now());
        queues.put(key, new Queue(topic));
        return done(Result.ok(topic));
    }

    @Override
    public synchronized CompletionStage<Result<Topic>> configure(Caller caller, Topic read, TopicConfig config) {
        Queue queue = queue(read);
        if (queue == null) {
            return done(Result.refused(new Rejection.NoSuchTopic()));
        }
        if (queue.topic.revision() != read.revision()) {
            return done(Result.refused(new Rejection.TopicChanged()));
        }
        queue.topic = new Topic(
                read.tenant(),
                read.name(),
                read.incarnation(),
                read.places(),
                config,
                read.revision() + 1,
                read.createdAt(),
                Instant.now());
        return done(Result.ok(queue.topic));
    }

    @Override
    public synchronized CompletionStage<Result<Done>> delete(Caller caller, Topic topic) {
        return done(
                queues.remove(key(topic.tenant(), topic.name())) == null
                        ? Result.refused(new Rejection.NoSuchTopic())
                        : Result.ok(Done.DONE));
    }

    @Override
    public synchronized CompletionStage<Result<Done>> purge(Caller caller, Topic topic) {
        Queue queue = queue(topic);
        if (queue == null) {
            return done(Result.refused(new Rejection.NoSuchTopic()));
        }
        if (queue.purged) {
            return done(Result.refused(new Rejection.PurgedRecently(Duration.ofSeconds(60))));
        }
        queue.purged = true;
        queue.messages.clear();
        return done(Result.ok(Done.DONE));
    }

    @Override
    public synchronized CompletionStage<Result<QueueStats>> stats(Caller caller, Topic topic) {
        Queue queue = queue(topic);
        if (queue == null) {
            return done(Result.refused(new Rejection.NoSuchTopic()));
        }
        Instant now = Instant.now();
        long leased = queue.messages.values().stream()
                .filter(held -> held.leasedUntil.isAfter(now))
                .count();
        return done(Result.ok(new QueueStats(queue.messages.size() - leased, leased, 0)));
    }
}
