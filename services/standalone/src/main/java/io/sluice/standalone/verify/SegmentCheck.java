package io.sluice.standalone.verify;

import io.sluice.log.Disk;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares a segment of a shard's manifest with its file: size, SHA-256, every block, and which messages are in it. */
final class SegmentCheck {
    private static final int SCANNED = 4_096;

    private final Disk disk;
    private final PayloadSeal seal;
    private final String where;
    private final Topics topics;
    private final Held held;
    private final Findings findings;
    private final ProgressBar progress;

    /**
     * For one shard.
     *
     * @param seal opens what it has the keys for
     * @param where the shard's folder, for words
     */
    SegmentCheck(
            Disk disk,
            PayloadSeal seal,
            String where,
            Topics topics,
            Held held,
            Findings findings,
            ProgressBar progress) {
        this.disk = disk;
        this.seal = seal;
        this.where = where;
        this.topics = topics;
        this.held = held;
        this.findings = findings;
        this.progress = progress;
    }

    /** What a damaged file takes along is named here, and counts as held: it is not named again message by message. */
    void check(int shard, Segment segment) throws IOException {
        SegmentId id = new SegmentId(shard, segment.epoch(), segment.position(), segment.number());
        String name = where + "/" + id.name();
        if (!segment.onDisk()) {
            findings.note(name + " is in the object store alone: not looked at");
            holdAll(segment);
            return;
        }
        if (!disk.exists(id.name())) {
            damaged(segment, name + " is missing");
            holdAll(segment);
            return;
        }
        try (DiskFile file = disk.open(id.name())) {
            if (file.size() != segment.bytes()) {
                findings.damage(name + " has " + file.size() + " bytes, and " + segment.bytes() + " were written");
            }
            boolean same = Arrays.equals(FileHash.of(file, progress), segment.hash());
            SegmentReader reader = open(segment, id, file);
            if (reader == null || !blocks(name, reader)) {
                holdAll(segment);
                return;
            }
            if (!same) {
                findings.damage(
                        name + " is not the file that was written (SHA-256), though each of its blocks is intact");
            }
            hold(name, segment, reader);
        } catch (PayloadLocked noKey) {
            findings.note(name + " is intact, and not all of it was opened: " + noKey.getMessage());
            holdAll(segment);
        } catch (FormatTooNew newer) {
            findings.damage(where + "/" + newer.getMessage());
            holdAll(segment);
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

    private @Nullable SegmentReader open(Segment segment, SegmentId id, DiskFile file) throws IOException {
        try {
            return SegmentReader.open(id, Source.of(file)).under(seal);
        } catch (SegmentDamaged unreadable) {
            // The message begins with the file's name.
            damaged(segment, where + "/" + unreadable.getMessage());
            return null;
        }
    }

    /** Whether all of them are intact. */
    private boolean blocks(String name, SegmentReader reader) throws IOException {
        try {
            reader.verify((done, of) -> {});
            return true;
        } catch (SegmentDamaged damage) {
            if (damage.blocks().isEmpty()) {
                findings.damage(where + "/" + damage.getMessage());
            }
            String blocks = damage.blocks().size() == 1 ? "block " : "blocks ";
            blocks += damage.blocks().stream().map(String::valueOf).collect(Collectors.joining(", "));
            for (Run lost : damage.lost()) {
                findings.damage(name + " " + blocks + ": " + topics.taken(lost.partition(), lost.first(), lost.last()));
            }
            return false;
        }
    }

    private void damaged(Segment segment, String what) {
        for (Segment.Run run : segment.runs()) {
            findings.damage(what + ": " + topics.taken(run.partition(), run.first(), run.last()));
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
