package io.sluice.standalone.verify;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import io.sluice.log.FormatTooNew;
import io.sluice.log.Frame;
import io.sluice.log.LogCorrupt;
import io.sluice.log.LogReading;
import io.sluice.log.LogSettings;
import io.sluice.log.ShardLog;
import io.sluice.log.Snapshot;
import io.sluice.log.SnapshotStore;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.queue.Loss;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.CommandCodec;
import io.sluice.queue.command.Segment;
import io.sluice.queue.image.StateImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One shard: every snapshot, every frame of the log, the state that a start would come to, and whether the body of each
 * message of that state is in one place.
 */
final class ShardCheck {
    private final int number;
    private final String where;
    private final Disk disk;
    private final StoredObjects objects;
    private final PayloadSeal seal;
    private final Findings findings;
    private final ProgressBar progress;
    private final NamedKeys keys;
    private final Held held;

    ShardCheck(
            int number,
            Disk disk,
            StoredObjects objects,
            PayloadSeal seal,
            NamedKeys keys,
            Findings findings,
            ProgressBar progress) {
        this.number = number;
        this.where = "shard-%02d".formatted(number);
        this.disk = disk;
        this.objects = objects;
        this.seal = seal;
        this.findings = findings;
        this.progress = progress;
        this.keys = keys;
        this.held = new Held(keys, where + "'s log or snapshots");
    }

    /** The state after the log's last frame; empty if no start could come to one, which was told then. */
    Optional<ShardState> run() throws IOException {
        try {
            SnapshotStore store = SnapshotStore.toRead(disk, number);
            Optional<Snapshot> begin = snapshots(store);
            long oldest = LogReading.oldest(disk);
            progress.begin(where + " log", sizes(LogReading.files(disk)));
            LogBeginning.check(store, oldest, where, findings);
            LogReading log = read(oldest, store.knownDurable(), frame -> {});
            log.torn()
                    .ifPresent(torn -> findings.note(where + "/" + torn.file() + ": the newest entries from position "
                            + torn.position() + " on were only half written; a start cuts them"));
            findings.note(String.format(Locale.ROOT, "%s log: position %,d to %,d", where, log.oldest(), log.end()));
            ShardState state = replay(begin, store.knownDurable());
            segments(state);
            new BodyCheck(files(), new Topics(state), keys, findings, progress).check(state);
            messages(state);
            losses(state);
            return Optional.of(state);
        } catch (LogCorrupt | FormatTooNew damaged) {
            findings.damage(where + ": " + damaged.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Snapshot> snapshots(SnapshotStore store) throws IOException {
        List<String> files = disk.list().stream()
                .filter(name -> name.startsWith("snapshot-"))
                .toList();
        progress.begin(where + " snapshots", sizes(files));
        List<Long> intact = store.intact(damaged -> findings.damage(where + "/" + damaged));
        Optional<Snapshot> begin = store.newest(toldAbove -> {});
        findings.note(where + " snapshots: " + intact.size() + " intact; a start begins "
                + begin.map(one -> String.format(Locale.ROOT, "with the one at position %,d", one.position()))
                        .orElse("with the log's first entry"));
        return begin;
    }

    private ShardState replay(Optional<Snapshot> begin, long knownDurable) throws IOException {
        progress.begin(where + " replay", sizes(LogReading.files(disk)));
        List<Iterator<ByteBuffer>> images = new ArrayList<>();
        for (Snapshot snapshot : begin.map(Snapshot::chain).orElse(List.of())) {
            List<ByteBuffer> blocks = new ArrayList<>();
            snapshot.read(block ->
                    blocks.add(ByteBuffer.allocate(block.remaining()).put(block).flip()));
            images.add(blocks.iterator());
        }
        ShardState state;
        try {
            state = images.isEmpty() ? new ShardState(held) : StateImage.restore(images, new ShardState(held));
        } catch (IllegalArgumentException noImage) {
            throw new LogCorrupt(
                    "the snapshot at position " + begin.map(Snapshot::position).orElse(0L)
                            + " is intact and holds no state: " + noImage.getMessage());
        }
        read(begin.map(Snapshot::position).orElse(0L), knownDurable, frame -> apply(state, frame));
        return state;
    }

    private void apply(ShardState state, Frame frame) {
        state.advance(frame.timeMs());
        while (frame.commands().hasRemaining()) {
            Command command = CommandCodec.fromWire(frame.commands());
            state.apply(command);
            if (command instanceof Command.Flushed flushed) {
                held.flushed(flushed.segment());
            }
        }
    }

    private LogReading read(long from, long knownDurable, ShardLog.Reader reader) throws IOException {
        long[] at = {from};
        try {
            return LogReading.read(disk, LogSettings.ofShard(number), from, knownDurable, frame -> {
                reader.frame(frame);
                progress.advance(frame.end() - at[0]);
                at[0] = frame.end();
            });
        } catch (RuntimeException contradiction) {
            throw new LogCorrupt("the log's entry at position " + at[0] + " is intact and cannot be applied: "
                    + contradiction.getMessage());
        }
    }

    private void segments(ShardState state) throws IOException {
        long bytes = state.segments().stream().mapToLong(Segment::bytes).sum();
        progress.begin(
                where + " segments",
                state.segments().stream()
                        .mapToLong(segment -> files().bytes(segment.bytes(), segment.onDisk(), segment.inStore()))
                        .sum());
        SegmentCheck check = new SegmentCheck(files(), seal, new Topics(state), held, keys, findings, progress);
        for (Segment segment : state.segments()) {
            check.check(number, segment);
        }
        findings.note(String.format(
                Locale.ROOT,
                "%s segments: %,d of %,d bytes",
                where,
                state.segments().size(),
                bytes));
    }

    private ShardFiles files() {
        return new ShardFiles(where, disk, objects);
    }

    private void messages(ShardState state) {
        long[] counts = new long[2];
        Topics topics = new Topics(state);
        state.eachTopic(topic -> {
            OffsetRanges lost = new OffsetRanges();
            OffsetRanges doubled = new OffsetRanges();
            topic.eachMessage((first, last) -> {
                counts[0] += last - first + 1;
                for (long offset = first; offset <= last; offset++) {
                    int places = held.places(topic.partition(), offset);
                    if (places == 0) {
                        lost.add(offset);
                    } else if (places > 1) {
                        doubled.add(offset);
                    }
                }
            });
            counts[1]++;
            tell(topics.name(topic.partition()), lost, "in neither log nor segment");
            tell(topics.name(topic.partition()), doubled, "in more than one place");
        });
        findings.note(String.format(Locale.ROOT, "%s state: messages %,d, queues %,d", where, counts[0], counts[1]));
    }

    /** What the service has given up: not damage any more, and worth knowing. */
    private void losses(ShardState state) {
        Topics topics = new Topics(state);
        for (Loss loss : state.losses()) {
            findings.note(String.format(
                    Locale.ROOT,
                    "%s lost %,d messages of %s, offsets %d to %d, at %s: the only copy was damaged",
                    where,
                    loss.messages(),
                    topics.name(loss.partition()),
                    loss.first(),
                    loss.last(),
                    Instant.ofEpochMilli(loss.atMs())));
        }
        if (state.lostMessages() > 0) {
            findings.note(String.format(Locale.ROOT, "%s lost in all: %,d messages", where, state.lostMessages()));
        }
    }

    private void tell(String topic, OffsetRanges offsets, String what) {
        if (!offsets.isEmpty()) {
            findings.damage(where + ": the bodies of " + offsets.count() + " messages of " + topic + " are " + what
                    + ": offsets " + offsets);
        }
    }

    private long sizes(List<String> names) throws IOException {
        long bytes = 0;
        for (String name : names) {
            try (DiskFile file = disk.open(name)) {
                bytes += file.size();
            }
        }
        return bytes;
    }
}
