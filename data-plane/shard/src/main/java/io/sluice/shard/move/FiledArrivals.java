package io.sluice.shard.move;

import io.sluice.log.Disk;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.shard.Proposals;
import io.sluice.shard.Request;
import io.sluice.shard.Room;
import io.sluice.shard.ShardStorage;
import io.sluice.shard.body.BodyReads;
import io.sluice.shard.body.FiledSends;
import io.sluice.shard.body.StoredBodies;
import io.sluice.shard.tier.Tiers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Parked messages whose bodies lie in files come in. Those of this shard keep their files; those of another's are given
 * names here first, durably. Belongs to the shard's thread.
 */
public final class FiledArrivals {
    private final Room room;
    private final Proposals proposals;
    private final Tiers tiers;
    private final Disk disk;
    private final Executor background;
    private final Consumer<Runnable> later;

    public FiledArrivals(Room room, Proposals proposals, Tiers tiers, ShardStorage storage, Consumer<Runnable> later) {
        this.room = room;
        this.proposals = proposals;
        this.tiers = tiers;
        this.disk = storage.disk();
        this.background = storage.farReads();
        this.later = later;
    }

    /**
     * Takes in messages with the files of their bodies.
     *
     * @param from another shard's, or null when source and target are both here
     */
    public void take(
            Command.Arrive arrive, List<Command.Attached> files, @Nullable BodyReads from, Request.Answer answer) {
        take(arrive, files, from, Kind.PARKED, answer);
    }

    /** As {@link #take}, with messages that a task moves, of which some or none have files. */
    public void enter(Command.ArriveFiled batch, @Nullable BodyReads from, Request.Answer answer) {
        take(batch.arrive(), batch.files(), batch.files().isEmpty() ? null : from, Kind.MOVED, answer);
    }

    private void take(
            Command.Arrive arrive,
            List<Command.Attached> files,
            @Nullable BodyReads from,
            Kind kind,
            Request.Answer answer) {
        Optional<Reply> no = room.refusalOfArrival(Room.bodies(arrive));
        if (no.isEmpty() && from != null) {
            no = room.refusalOfArrivingFiles(
                    files.stream().mapToLong(one -> one.file().fileBytes()).sum());
        }
        if (no.isPresent()) {
            answer.reply(no.get());
        } else if (from == null) {
            Command command = kind.command(new Command.ArriveFiled(arrive, files, true));
            proposals.propose(command, Room.bodies(arrive), answer);
        } else {
            tiers.owned(epoch -> copy(epoch, arrive, files, from, kind, answer));
        }
    }

    private void copy(
            long epoch,
            Command.Arrive arrive,
            List<Command.Attached> files,
            BodyReads from,
            Kind kind,
            Request.Answer answer) {
        List<Command.Attached> own = new ArrayList<>(files.size());
        for (Command.Attached one : files) {
            BodyFile file = one.file();
            long id = tiers.bodyFiles().reserve(epoch, file.length());
            own.add(new Command.Attached(one.message(), file.as(id)));
        }
        List<Long> ids = own.stream().map(one -> one.file().id()).toList();
        background.execute(() -> {
            try {
                for (int i = 0; i < files.size(); i++) {
                    from.copy(
                            files.get(i).file(),
                            disk,
                            StoredBodies.name(own.get(i).file()));
                }
            } catch (IOException failed) {
                later.accept(() -> {
                    tiers.bodyFiles().ended(ids);
                    answer.reply(FiledSends.refusal(failed));
                });
                return;
            }
            Command command = kind.command(new Command.ArriveFiled(arrive, own, false));
            later.accept(() -> proposals.propose(command, Room.bodies(arrive), reply -> {
                tiers.bodyFiles().ended(ids);
                answer.reply(reply);
            }));
        });
    }

    /** Why messages come. */
    private enum Kind {
        PARKED,
        MOVED;

        Command command(Command.ArriveFiled batch) {
            return switch (this) {
                case PARKED -> batch;
                case MOVED -> new Command.Move.Enter(batch);
            };
        }
    }
}
