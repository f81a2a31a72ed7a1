package io.sluice.queue.verb;

import io.sluice.queue.Entry;
import io.sluice.queue.HeldFile;
import io.sluice.queue.Loss;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.fifo.Groups;
import io.sluice.queue.meter.TenantMeters;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Large bodies lie in files of their own, which the log only names. A file comes with its message, goes on with it when it is
 * parked within the shard, and leaves with it, whatever ends the message.
 */
public final class Filing {
    private Filing() {}

    public static Reply apply(ShardState state, Command.SendFiled send) {
        Reply reply = Sending.applyFiled(state, send.send());
        if (reply instanceof Reply.Appended appended) {
            TopicState topic = state.existing(send.send().partition());
            for (Command.Attached one : send.files()) {
                add(state, topic, appended.firstOffset() + one.message(), one.file());
            }
        }
        if (reply instanceof Reply.Placed placed) {
            TopicState topic = state.existing(send.send().partition());
            for (Command.Attached one : send.files()) {
                Reply.Placing placing = placed.placings().get(one.message());
                if (placing.fresh()) {
                    add(state, topic, placing.offset(), one.file());
                }
            }
        }
        return reply;
    }

    /** The messages of a batch that come in; those that are known bring nothing. */
    public static Reply apply(ShardState state, Command.ArriveFiled arrive) {
        return Arriving.apply(state, arrive.arrive(), new WithFiles(state, arrive));
    }

    /** Likewise, but as messages that are sent now. */
    static Reply enter(ShardState state, Command.ArriveFiled batch) {
        return Arriving.apply(state, batch.arrive(), new WithFiles(state, batch) {
            @Override
            long bring(TopicState topic, int index) {
                Command.Parked message = batch.arrive().messages().get(index);
                return find(batch.files(), index) == null
                        ? Sending.enter(state, topic, message)
                        : Sending.enterFiled(state, topic, message);
            }
        });
    }

    public static Reply uploaded(ShardState state, Command.BodyUploaded uploaded) {
        HeldFile held = state.files.get(uploaded.file());
        if (held != null && !held.file.inStore()) {
            put(state, held, held.file.uploaded());
        }
        return Reply.DONE;
    }

    /** The disk need not have a file any more; one that is nowhere else stays. */
    public static Reply evicted(ShardState state, Command.BodyEvicted evicted) {
        HeldFile held = state.files.get(evicted.file());
        if (held != null && held.file.inStore()) {
            put(state, held, held.file.evicted());
        }
        return Reply.DONE;
    }

    /** The body is gone, and with it the message: it must not keep others from being delivered. */
    public static Reply lost(ShardState state, Command.BodyLost lost) {
        HeldFile held = state.files.get(lost.file());
        if (held == null) {
            return Reply.DONE;
        }
        state.changes.changing(held.topic);
        Groups groups = held.topic.groups;
        if (groups != null && groups.lose(state, held.offset, lost.bytes())) {
            state.losses.add(new Loss(held.topic.partition, held.offset, held.offset, 1, state.timeMs));
            return Reply.DONE;
        }
        Entry entry = Receiving.touch(state, held.topic, held.offset, lost.bytes(), lost.sentMs());
        if (entry != null && !entry.isLeaving()) {
            state.remove(entry);
            state.losses.add(new Loss(entry.topic.partition, entry.offset, entry.offset, 1, state.timeMs));
        }
        return Reply.DONE;
    }

    /** What lies between two offsets has gone. */
    public static void drop(ShardState state, TopicState topic, long first, long last) {
        TreeMap<Long, HeldFile> files = topic.files;
        if (files == null) {
            return;
        }
        SortedMap<Long, HeldFile> gone = files.subMap(first, true, last, true);
        gone.values().forEach(held -> remove(state, held));
        gone.clear();
        if (files.isEmpty()) {
            topic.files = null;
        }
    }

    /** A file is the message's from now on. One that is known was another's in this shard. */
    static void add(ShardState state, TopicState topic, long offset, BodyFile file) {
        HeldFile held = state.files.get(file.id());
        if (held != null) {
            state.changes.changing(held.topic);
            leave(held);
            held.topic = topic;
            held.offset = offset;
        } else {
            held = new HeldFile(file, topic, offset);
            restore(state, held);
            meter(state, file, 1);
        }
        files(topic).put(offset, held);
    }

    /** As a snapshot has it, whose meters count it already. */
    public static void restore(ShardState state, HeldFile held) {
        if (state.files.put(held.file.id(), held) != null) {
            throw new IllegalArgumentException("body file " + held.file.id() + " a second time");
        }
        files(held.topic).put(held.offset, held);
        state.moved(null, held.file);
    }

    private static void leave(HeldFile held) {
        TreeMap<Long, HeldFile> files = held.topic.files;
        if (files != null) {
            files.remove(held.offset);
            if (files.isEmpty()) {
                held.topic.files = null;
            }
        }
    }

    private static Map<Long, HeldFile> files(TopicState topic) {
        TreeMap<Long, HeldFile> files = topic.files;
        if (files == null) {
            files = new TreeMap<>();
            topic.files = files;
        }
        return files;
    }

    private static void remove(ShardState state, HeldFile held) {
        state.files.remove(held.file.id());
        meter(state, held.file, -1);
        state.moved(held.file, null);
    }

    private static void put(ShardState state, HeldFile held, BodyFile after) {
        state.changes.changing(held.topic);
        BodyFile before = held.file;
        meter(state, before, -1);
        held.file = after;
        meter(state, after, 1);
        state.moved(before, after);
    }

    private static void meter(ShardState state, BodyFile file, int sign) {
        TenantMeters meters = state.tenant(file.tenant());
        if (file.onDisk()) {
            meters.disk.change(sign * file.length(), state.timeMs);
        }
        if (file.inStore()) {
            meters.store.change(sign * file.length(), state.timeMs);
        }
    }

    private static @Nullable BodyFile find(List<Command.Attached> files, int index) {
        for (Command.Attached one : files) {
            if (one.message() == index) {
                return one.file();
            }
        }
        return null;
    }

    /** A batch of which some have their bodies in files. */
    private static class WithFiles extends Arriving.Batch {
        private final ShardState state;
        private final Command.ArriveFiled batch;

        WithFiles(ShardState state, Command.ArriveFiled batch) {
            super(state, batch.arrive());
            this.state = state;
            this.batch = batch;
        }

        @Override
        boolean wants(int index) {
            // The source was deleted meanwhile, and its files with it.
            BodyFile file = batch.here() ? find(batch.files(), index) : null;
            return file == null || state.files.containsKey(file.id());
        }

        @Override
        void takenIn(TopicState topic, int index, long offset) {
            BodyFile file = find(batch.files(), index);
            if (file != null) {
                add(state, topic, offset, file);
            }
        }
    }
}
