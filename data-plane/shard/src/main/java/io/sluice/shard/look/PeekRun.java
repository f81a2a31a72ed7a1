package io.sluice.shard.look;

import io.sluice.api.Peek;
import io.sluice.api.PeekPage;
import io.sluice.api.Peeked;
import io.sluice.api.Peeking;
import io.sluice.api.Result;
import io.sluice.log.body.BodyDamaged;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.log.seal.SealedText;
import io.sluice.model.Envelope;
import io.sluice.model.Message;
import io.sluice.model.PartitionId;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Note;
import io.sluice.queue.look.Looking;
import io.sluice.queue.look.Sight;
import io.sluice.shard.Clock;
import io.sluice.shard.segment.Body;
import io.sluice.shard.segment.TopicBodies;
import io.sluice.shard.tier.Tiers;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One look at a topic's messages: in steps on the shard's thread, and reads elsewhere between them. */
final class PeekRun {
    private static final int BATCH_MESSAGES = 64;
    private static final long BATCH_BYTES = 2 << 20;
    private static final long MAX_NS = 1_000_000_000;
    private static final int OPERATION_BYTES = 64 * 1024;

    private final ShardState state;
    private final Tiers tiers;
    private final PeekReads reads;
    private final Clock clock;
    private final Consumer<Runnable> later;
    private final PartitionId partition;
    private final Peek peek;
    private final Ended ended;
    private final Looking looking;
    private final long untilNs;
    private final List<Peeked> found = new ArrayList<>();
    private final List<PeekReads.Wanted> batch = new ArrayList<>();
    private long batchBytes;
    private long at;
    private int looked;
    private long readBytes;
    private long shownBytes;
    /** A body that could not be read, until it is known why. */
    private PeekReads.@Nullable Wanted unread;
    /** Its body is lost: shown without. */
    private long lost = -1;

    /** Hears of the end, on the shard's thread, and what it costs. */
    interface Ended {
        void ended(Result<PeekPage> page, long operations);
    }

    PeekRun(
            ShardState state,
            Tiers tiers,
            PeekReads reads,
            Clock clock,
            Consumer<Runnable> later,
            PartitionId partition,
            Peek peek,
            Ended ended) {
        this.state = state;
        this.tiers = tiers;
        this.reads = reads;
        this.clock = clock;
        this.later = later;
        this.partition = partition;
        this.peek = peek;
        this.ended = ended;
        this.looking = new Looking(
                peek.stages(), peek.sentFrom().toEpochMilli(), peek.sentTo().toEpochMilli());
        this.untilNs = clock.monotonicNs() + MAX_NS;
        this.at = peek.from();
    }

    void step() {
        TopicState topic = state.topic(partition);
        TopicBodies shelf = tiers.shelf(partition);
        if (topic == null || shelf == null) {
            ended.ended(Result.refused(new Rejection.NoSuchTopic()), 0);
            return;
        }
        batch.clear();
        batchBytes = 0;
        at = looking.step(topic, at, sight -> see(topic, shelf, sight));
        if (batch.isEmpty()) {
            goOn();
            return;
        }
        List<PeekReads.Wanted> wanted = List.copyOf(batch);
        reads.elsewhere(wanted, () -> read(shelf, wanted));
    }

    private boolean see(TopicState topic, TopicBodies shelf, Sight sight) {
        looked++;
        if (sight.sentMs() == 0 || isSentThen(sight.sentMs())) {
            PeekReads.Wanted one = reads.wanted(shelf, sight, topic.bodyFile(sight.offset()));
            batch.add(one);
            batchBytes += one.near() == null ? 0 : one.near().envelope().length;
        }
        int most = peek.content().isPresent() ? BATCH_MESSAGES : Math.min(BATCH_MESSAGES, peek.max() - found.size());
        return batch.size() < most && batchBytes < BATCH_BYTES && looked < Peeking.MAX_LOOKED;
    }

    private boolean isSentThen(long sentMs) {
        return sentMs >= peek.sentFrom().toEpochMilli()
                && sentMs < peek.sentTo().toEpochMilli();
    }

    /** Elsewhere. Only one thread at a time has to do with a look. */
    private void read(TopicBodies shelf, List<PeekReads.Wanted> wanted) {
        try {
            PeekReads.Found read = reads.read(shelf, wanted);
            int next = 0;
            while (next < read.covered() && match(shelf.tenant, wanted.get(next), read.bodies())) {
                next++;
            }
            long from = next == wanted.size() ? -1 : wanted.get(next).sight().offset();
            later.accept(() -> {
                at = from < 0 ? at : from;
                judgeUnread();
                goOn();
            });
        } catch (PayloadLocked noKey) {
            later.accept(() -> ended.ended(Result.refused(Peeks.LOCKED), 0));
        } catch (IOException failed) {
            later.accept(() -> ended.ended(Result.refused(Peeks.UNREAD), 0));
        }
    }

    /** A body that was not where it was looked up may have moved since, or its message may have gone. */
    private void judgeUnread() {
        PeekReads.Wanted one = unread;
        unread = null;
        if (one == null) {
            return;
        }
        TopicState topic = state.topic(partition);
        BodyFile now = topic == null ? null : topic.bodyFile(one.sight().offset());
        if (now == null) {
            at = one.sight().offset() + 1;
        } else if (one.file() != null && now.isWhere(one.file())) {
            lost = one.sight().offset();
        }
    }

    /** False when the answer is full, or when a body was not where it was looked up. */
    private boolean match(TenantId tenant, PeekReads.Wanted one, Map<Long, Body> bodies) throws IOException {
        if (found.size() == peek.max() || (shownBytes >= Peeking.MAX_ANSWER_BYTES && !found.isEmpty())) {
            return false;
        }
        Sight sight = one.sight();
        Body body = bodies.get(sight.offset());
        if (body == null) {
            return true; // it has gone meanwhile
        }
        long sentMs = sight.sentMs() == 0 ? body.sentMs() : sight.sentMs();
        if (!isSentThen(sentMs)) {
            readBytes += body.envelope().length;
            return true;
        }
        Message stored = Envelope.fromWire(tiers.seal().opened(tenant, body.envelope()));
        Message message;
        try {
            message = one.file() == null ? stored : withBody(stored, fromFile(one));
        } catch (BodyDamaged notThere) {
            unread = one;
            return false;
        }
        readBytes += body.envelope().length;
        if (peek.content().map(content -> content.isIn(message)).orElse(true)) {
            long length = PeekReads.length(body.envelope(), stored.body().length);
            Message shown = withBody(message, Arrays.copyOf(message.body(), shownOf(message)));
            shownBytes += shown.body().length;
            found.add(peeked(sight, sentMs, shown, length, nacked(tenant, sight)));
        }
        return true;
    }

    private byte[] fromFile(PeekReads.Wanted one) throws IOException {
        boolean searched = peek.content().flatMap(Peek.Content::body).isPresent();
        BodyFile file = one.file();
        if (file == null || one.sight().offset() == lost) {
            return new byte[0]; // a lost one is named by whoever receives it
        }
        byte[] bytes = reads.beginning(file, Math.max(peek.bodyBytes(), searched ? Peeking.MAX_SEARCHED_BYTES : 0));
        readBytes += bytes.length;
        return bytes;
    }

    private int shownOf(Message message) {
        return Math.min(message.body().length, peek.bodyBytes());
    }

    private static Message withBody(Message message, byte[] body) {
        return new Message(
                message.id(),
                message.sender(),
                body,
                message.attributes(),
                message.group(),
                message.deduplicationId(),
                message.trace());
    }

    private static Peeked peeked(
            Sight sight, long sentMs, Message message, long length, Optional<Peeked.Nacked> nacked) {
        return new Peeked(
                sight.offset(),
                sight.stage(),
                message,
                length,
                Instant.ofEpochMilli(sentMs),
                time(sight.untilMs()),
                time(sight.leasedMs()).map(since -> new Peeked.Lease(since, sight.holder())),
                sight.receives(),
                time(sight.firstReceivedMs()),
                sight.origin(),
                nacked);
    }

    private Optional<Peeked.Nacked> nacked(TenantId tenant, Sight sight) throws PayloadLocked {
        Note note = sight.note();
        return note == null
                ? Optional.empty()
                : Optional.of(new Peeked.Nacked(
                        SealedText.opened(tiers.seal(), tenant, note.reason()), Instant.ofEpochMilli(note.atMs())));
    }

    private static Optional<Instant> time(long ms) {
        return ms == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ms));
    }

    private void goOn() {
        if (at < 0
                || found.size() == peek.max()
                || looked >= Peeking.MAX_LOOKED
                || readBytes >= Peeking.MAX_READ_BYTES
                || shownBytes >= Peeking.MAX_ANSWER_BYTES
                || clock.monotonicNs() - untilNs >= 0) {
            long operations = looked == 0 ? 0 : Math.max(1, (readBytes + OPERATION_BYTES - 1) / OPERATION_BYTES);
            ended.ended(Result.ok(new PeekPage(found, at, looked, readBytes)), operations);
        } else {
            later.accept(this::step);
        }
    }
}
