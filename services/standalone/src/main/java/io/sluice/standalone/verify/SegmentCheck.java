package io.sluice.standalone.verify;

import io.sluice.log.DiskFile;
import io.sluice.log.FormatTooNew;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.Run;
import io.sluice.log.segment.SegmentDamaged;
import io.sluice.log.segment.SegmentId;
import io.sluice.log.segment.SegmentReader;
import io.sluice.log.segment.Source;
import io.sluice.log.segment.StoredMessage;
import io.sluice.model.PartitionId;
import io.sluice.queue.command.Segment;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares a segment of a shard's manifest with its file, and its object: size, SHA-256, every block, and which messages are in it. */
final class SegmentCheck {
    private static final int SCANNED = 4_096;

    private final ShardFiles files;
    private final PayloadSeal seal;
    private final Topics topics;
    private final Held held;
    private final NamedKeys keys;
    private final Findings findings;
    private final ProgressBar progress;

    /**
     * For one shard.
     *
     * @param seal opens what it has the keys for
     */
    SegmentCheck(
            ShardFiles files,
            PayloadSeal seal,
            Topics topics,
            Held held,
            NamedKeys keys,
            Findings findings,
            ProgressBar progress) {
        this.files = files;
        this.seal = seal;
        this.topics = topics;
        this.held = held;
        this.keys = keys;
        this.findings = findings;
        this.progress = progress;
    }

    /** What a damaged copy takes along is named here, and counts as held: it is not named again message by message. */
    void check(int shard, Segment segment) throws IOException {
        SegmentId id = new SegmentId(shard, segment.epoch(), segment.position(), segment.number());
        if (segment.onDisk()) {
            check(segment, id, files.near(id.name()), true);
        }
        if (!segment.inStore()) {
            return;
        }
        Optional<Copy> object = files.far(id.name());
        if (object.isPresent()) {
            check(segment, id, object.get(), !segment.onDisk());
        } else if (!segment.onDisk()) {
            findings.note(files.near(id.name()).name() + " is in the object store alone: not looked at");
            holdAll(segment);
        }
    }

    /**
     * Looks at one of its copies.
     *
     * @param first whether it tells what the segment holds: another copy of it is not counted again
     */
    private void check(Segment segment, SegmentId id, Copy copy, boolean first) throws IOException {
        if (!copy.exists()) {
            damaged(segment, copy.name() + " is missing");
            holdAll(segment, first);
            return;
        }
        try (DiskFile file = copy.open()) {
            if (file.size() != segment.bytes()) {
                findings.damage(
                        copy.name() + " has " + file.size() + " bytes, and " + segment.bytes() + " were written");
            }
            boolean same = Arrays.equals(FileHash.of(file, progress), segment.hash());
            SegmentReader reader = open(segment, id, copy, file);
            if (reader != null) {
                reader.keys().forEach(key -> keys.add(key, copy.name()));
            }
            if (reader == null || !blocks(copy, reader)) {
                holdAll(segment, first);
                return;
            }
            if (!same) {
                findings.damage(copy.name()
                        + " is not the file that was written (SHA-256), though each of its blocks is intact");
            }
            if (first) {
                hold(copy.name(), segment, reader);
            }
        } catch (PayloadLocked noKey) {
            findings.note(copy.name() + " is intact, and not all of it was opened: " + noKey.getMessage());
            holdAll(segment, first);
        } catch (FormatTooNew newer) {
            findings.damage(copy.before() + newer.getMessage());
            holdAll(segment, first);
        }
    }

    private void hold(String name, Segment segment, SegmentReader reader) throws IOException {
        Map<PartitionId, Offsets> all = new HashMap<>(); // held together: a missing key may end this
        for (Segment.Run run : segment.runs()) {
            Offsets offsets = new Offsets();
            long first = -1;
            long last = -1;
            long count = 0;
            List<StoredMessage> found = reader.scan(run.partition(), 0, SCANNED);
            while (!found.isEmpty()) {
                for (StoredMessage message : found) {
                    offsets.add(message.offset());
                }
                first = count == 0 ? found.getFirst().offset() : first;
                last = found.getLast().offset();
                count += found.size();
                found = reader.scan(run.partition(), last + 1, SCANNED);
            }
            if (first != run.first() || last != run.last() || count != run.count()) {
                findings.damage(name + " holds " + count + " messages of " + topics.name(run.partition())
                        + ", offsets " + first + " to " + last + ", and the manifest says " + run.count() + ", "
                        + run.first() + " to " + run.last());
            }
            all.put(run.partition(), offsets);
        }
        all.forEach(held::inSegment);
    }

    private @Nullable SegmentReader open(Segment segment, SegmentId id, Copy copy, DiskFile file) throws IOException {
        try {
            return SegmentReader.open(id, Source.of(file)).under(seal);
        } catch (SegmentDamaged unreadable) {
            // The message begins with the file's name.
            damaged(segment, copy.before() + unreadable.getMessage());
            return null;
        }
    }

    /** Whether all of them are intact. */
    private boolean blocks(Copy copy, SegmentReader reader) throws IOException {
        try {
            reader.verify((done, of) -> {});
            return true;
        } catch (SegmentDamaged damage) {
            if (damage.blocks().isEmpty()) {
                findings.damage(copy.before() + damage.getMessage());
            }
            String blocks = damage.blocks().size() == 1 ? "block " : "blocks ";
            blocks += damage.blocks().stream().map(String::valueOf).collect(Collectors.joining(", "));
            for (Run lost : damage.lost()) {
                findings.damage(
                        copy.name() + " " + blocks + ": " + topics.taken(lost.partition(), lost.first(), lost.last()));
            }
            return false;
        }
    }

    private void damaged(Segment segment, String what) {
        for (Segment.Run run : segment.runs()) {
            findings.damage(what + ": " + topics.taken(run.partition(), run.first(), run.last()));
        }
    }

    private void holdAll(Segment segment, boolean first) {
        if (first) {
            holdAll(segment);
        }
    }

    private void holdAll(Segment segment) {
        for (Segment.Run run : segment.runs()) {
            Offsets offsets = new Offsets();
            for (long offset = run.first(); offset <= run.last(); offset++) {
                offsets.add(offset);
            }
            held.inSegment(run.partition(), offsets);
        }
    }
}
