package io.sluice.shard;

import io.sluice.model.Rejection;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.CommandCodec;
import io.sluice.queue.command.Reply;
import io.sluice.shard.body.FiledSends;
import io.sluice.shard.tier.Tiers;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What others ask of a shard, from the mailbox to where it belongs: refused here if there is no room for it. */
final class Intake {
    private static final Reply SLOW_DOWN =
            new Reply.Refused(new Rejection.Throttled(Rejection.Throttled.Cause.REQUESTS, Duration.ofMillis(100)));
    /** Requests taken from the mailbox between two looks at the log. */
    private static final int REQUESTS_A_STEP = 1_024;

    private final Mailbox mailbox = new Mailbox();
    private final ShardState state;
    private final Proposals proposals;
    private final Polls polls;
    private final Room room;
    private final Tiers tiers;
    private final int maxFrameBytes;

    Intake(ShardState state, Proposals proposals, Polls polls, Room room, Tiers tiers, int maxFrameBytes) {
        this.state = state;
        this.proposals = proposals;
        this.polls = polls;
        this.room = room;
        this.tiers = tiers;
        this.maxFrameBytes = maxFrameBytes;
    }

    /** From any thread; false: the mailbox is full, and the request was answered so. */
    boolean offer(Request request) {
        boolean in = mailbox.offer(request);
        if (!in) {
            request.answer(SLOW_DOWN);
        }
        return in;
    }

    boolean isEmpty() {
        return mailbox.isEmpty();
    }

    /** What all waiting requests weigh; from any thread. */
    long waitingBytes() {
        return mailbox.waitingBytes();
    }

    /** Takes what waits, as long as the log takes more; whether there was anything. */
    boolean take() {
        boolean any = false;
        for (int i = 0; i < REQUESTS_A_STEP && proposals.open(); i++) {
            Request request = mailbox.take();
            if (request == null) {
                return any;
            }
            any = true;
            switch (request) {
                case Request.Propose propose -> propose(propose);
                case Request.Ask ask -> ask.look().at(state);
                case Request.Open open -> open(open);
                case ShardPoll poll -> polls.take(poll);
            }
        }
        return any;
    }

    private void open(Request.Open request) {
        TopicState topic = state.topic(request.partition());
        if (topic == null) {
            request.answer(new Reply.Refused(new Rejection.NoSuchTopic()));
            return;
        }
        long bytes = 0;
        for (FiledSends.Wanted wanted : request.wanted()) {
            if (wanted.bytes() > topic.rules().maxMessageBytes()) {
                request.answer(new Reply.Refused(
                        new Rejection.MessageTooLarge(topic.rules().maxMessageBytes())));
                return;
            }
            bytes += wanted.bytes();
        }
        long all = bytes;
        Optional<Reply> no = room.refusalOfSend(0).or(() -> room.refusalOfFiles(all));
        if (no.isPresent() || !tiers.bodyFiles().hasTurn(request.wanted().size())) {
            request.answer(no.orElse(SLOW_DOWN));
            return;
        }
        tiers.owned(epoch -> request.opened()
                .opened(request.wanted().stream()
                        .map(wanted -> tiers.bodyFiles()
                                .open(epoch, request.tenant(), request.partition(), wanted.message(), wanted.bytes()))
                        .toList()));
    }

    private void propose(Request.Propose request) {
        if (CommandCodec.sizeBound(request.command()) > maxFrameBytes) {
            request.answer(new Reply.Refused(new Rejection.MessageTooLarge(maxFrameBytes)));
            return;
        }
        if (request.command() instanceof Command.Configure configure && isOthers(configure)) {
            request.answer(new Reply.Refused(new Rejection.NoSuchTopic()));
            return;
        }
        long bodies = 0;
        Command.Send send = sent(request.command());
        if (send != null) {
            bodies = Room.bodies(send);
            Optional<Reply> no = room.refusalOfSend(bodies);
            if (no.isPresent()) {
                request.answer(no.get());
                return;
            }
        }
        proposals.request(request.command(), bodies, request.to());
    }

    private static Command.@Nullable Send sent(Command command) {
        return switch (command) {
            case Command.Send send -> send;
            case Command.SendFiled filed -> filed.send();
            case Command.Once once -> sent(once.send());
            case Command.Schedule later -> new Command.Send(later.partition(), later.messages());
            default -> null;
        };
    }

    /** A catalog that counts incarnations anew must not give one tenant's topic to another. */
    private boolean isOthers(Command.Configure configure) {
        TopicState known = state.topic(configure.partition());
        return known != null && !known.rules().tenant().equals(configure.rules().tenant());
    }
}
