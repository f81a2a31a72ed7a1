package io.sluice.shard.move;

import io.sluice.api.Redrives;
import io.sluice.api.Result;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.model.Envelope;
import io.sluice.model.MessageStage;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.look.Looking;
import io.sluice.queue.look.Sight;
import io.sluice.shard.FifoNames;
import io.sluice.shard.Proposals;
import io.sluice.shard.Request;
import io.sluice.shard.Shard;
import io.sluice.shard.ShardStorage;
import io.sluice.shard.look.PeekReads;
import io.sluice.shard.look.Peeks;
import io.sluice.shard.segment.Body;
import io.sluice.shard.segment.TopicBodies;
import io.sluice.shard.tier.Tiers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Messages that somebody has chosen go on to other topics: reads how large each is, finds out where it came from, and proposes
 * that they set out. {@link Couriers} carry them. Begins from any thread, goes on on the shard's.
 */
public final class Redriving {
    private final Shard shard;
    private final Proposals proposals;
    private final Tiers tiers;
    private final PeekReads reads;
    private final Neighbours neighbours;

    public Redriving(Shard shard, Proposals proposals, Tiers tiers, ShardStorage storage, Neighbours neighbours) {
        this.shard = shard;
        this.proposals = proposals;
        this.tiers = tiers;
        this.reads = new PeekReads(tiers, storage, shard::later);
        this.neighbours = neighbours;
    }

    public void redrive(
            TenantId tenant,
            PartitionId source,
            Optional<Command.Move.Destination> destination,
            List<Long> positions,
            Consumer<Result<Redrives.Redriven>> answer) {
        shard.submit(new Request.Ask(
                tenant,
                state -> find(state, source, destination, positions, answer),
                no -> answer.accept(Result.refused(((Reply.Refused) no).rejection()))));
    }

    private void find(
            ShardState state,
            PartitionId source,
            Optional<Command.Move.Destination> destination,
            List<Long> positions,
            Consumer<Result<Redrives.Redriven>> answer) {
        TopicState topic = state.topic(source);
        TopicBodies shelf = tiers.shelf(source);
        if (topic == null || shelf == null) {
            answer.accept(Result.refused(new Rejection.NoSuchTopic()));
            return;
        }
        Targets targets = new Targets(topic.rules().tenant(), destination);
        List<PeekReads.Wanted> wanted = new ArrayList<>();
        for (long position : positions.stream().distinct().sorted().toList()) {
            Sight sight = Looking.at(topic, position);
            if (sight != null && sight.stage() == MessageStage.READY && targets.find(sight)) {
                wanted.add(reads.wanted(shelf, sight, null));
            }
        }
        boolean fifo = topic.rules().fifo();
        reads.elsewhere(wanted, () -> {
            try {
                List<Chosen> chosen = read(shelf, wanted, fifo);
                shard.later(() -> propose(source, destination, targets, chosen, fifo, positions.size(), answer));
            } catch (PayloadLocked noKey) {
                shard.later(() -> answer.accept(Result.refused(Peeks.LOCKED)));
            } catch (IOException failed) {
                shard.later(() -> answer.accept(Result.refused(Peeks.UNREAD)));
            }
        });
    }

    /** Those that are still there. Which group a message is of stands nowhere but in itself. */
    private List<Chosen> read(TopicBodies shelf, List<PeekReads.Wanted> wanted, boolean fifo) throws IOException {
        Map<Long, Body> bodies = reads.read(shelf, wanted).bodies();
        List<Chosen> chosen = new ArrayList<>();
        for (PeekReads.Wanted one : wanted) {
            Body body = bodies.get(one.sight().offset());
            if (body != null) {
                byte[] envelope = tiers.seal().opened(shelf.tenant, body.envelope());
                long group = fifo ? FifoNames.groupOf(Envelope.fromWire(envelope)) : Command.NO_GROUP;
                chosen.add(new Chosen(one.sight(), body, group));
            }
        }
        return chosen;
    }

    private void propose(
            PartitionId source,
            Optional<Command.Move.Destination> destination,
            Targets targets,
            List<Chosen> chosen,
            boolean fifo,
            int asked,
            Consumer<Result<Redrives.Redriven>> answer) {
        List<Command.Move.Pick> picks = new ArrayList<>();
        for (Chosen one : chosen) {
            Sight sight = one.sight;
            long sentMs = sight.sentMs() == 0 ? one.body.sentMs() : sight.sentMs();
            picks.add(new Command.Move.Pick(sight.offset(), one.body.bytes(), sentMs, targets.of(sight)));
        }
        Command.Move.Redrive redrive = new Command.Move.Redrive(source, destination, targets.places, picks);
        long[] groups = chosen.stream().mapToLong(Chosen::group).toArray();
        proposals.request(
                fifo ? new Command.Move.RedriveFifo(redrive, groups) : redrive,
                0,
                reply -> answer.accept(
                        reply instanceof Reply.Redriven(long task, int moved)
                                ? Result.ok(new Redrives.Redriven(task, moved, asked - moved))
                                : Result.refused(((Reply.Refused) reply).rejection())));
    }

    /** A message that may set out. */
    private record Chosen(Sight sight, Body body, long group) {}

    /** Where messages go: all to one place, or each where it came from. */
    private final class Targets {
        private final TenantId tenant;
        private final boolean one;
        private final List<Place> places = new ArrayList<>();
        private final List<String> names = new ArrayList<>();

        Targets(TenantId tenant, Optional<Command.Move.Destination> destination) {
            this.tenant = tenant;
            this.one = destination.isPresent();
            destination.ifPresent(to -> places.add(to.place()));
        }

        /** Whether there is a place for the message. */
        boolean find(Sight sight) {
            String origin = sight.origin();
            if (one || (origin != null && names.contains(origin))) {
                return true;
            }
            Optional<Place> found = origin == null ? Optional.empty() : neighbours.origin(tenant, origin);
            if (origin == null || found.isEmpty()) {
                return false;
            }
            names.add(origin);
            places.add(found.get());
            return true;
        }

        int of(Sight sight) {
            return one ? 0 : names.indexOf(sight.origin());
        }
    }
}
