package io.sluice.shard.segment;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.SegmentId;
import io.sluice.log.segment.SegmentSummary;
import io.sluice.log.segment.SegmentWriter;
import io.sluice.log.segment.StoredMessage;
import io.sluice.model.Envelope;
import io.sluice.model.TenantId;
import io.sluice.queue.command.Segment;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Segments being written, each begun when its first message comes. For one thread. */
public final class SegmentOutput {
    private final Disk disk;
    private final SegmentId first;
    private final long targetBytes;
    private final PayloadSeal seal;
    private final List<Segment> finished = new ArrayList<>();
    private final TreeMap<TenantId, Long> tenants = new TreeMap<>();
    private @Nullable SegmentId id;
    private @Nullable DiskFile file;
    private @Nullable SegmentWriter writer;

    /**
     * Opens nothing yet.
     *
     * @param first of the first segment; the others count on from its number
     * @param targetBytes a segment that is as large ends, up to 1 GiB
     * @param seal for its blocks
     */
    public SegmentOutput(Disk disk, SegmentId first, long targetBytes, PayloadSeal seal) {
        this.disk = disk;
        this.first = first;
        this.targetBytes = targetBytes;
        this.seal = seal;
    }

    /**
     * Takes the next message, as {@link SegmentWriter#add}.
     *
     * @throws FileAlreadyExistsException when the next segment's name is taken
     */
    public void add(TenantId tenant, StoredMessage message) throws IOException {
        SegmentWriter to = writer == null ? begin() : writer;
        to.add(tenant, message);
        tenants.merge(tenant, message.bytes() - Envelope.bytesElsewhere(message.envelope()), Long::sum);
        if (to.full()) {
            finish();
        }
    }

    /** Makes all of it durable, names too; none if there was no message. */
    public List<Segment> end() throws IOException {
        finish();
        disk.forceNames();
        return finished;
    }

    /** Leaves nothing behind, if the disk lets us. */
    public void abandon() throws IOException {
        if (writer != null) {
            writer.close();
        }
        if (file != null) {
            file.close();
        }
        if (id != null) {
            disk.remove(id.name());
        }
        for (Segment written : finished) {
            disk.remove(new SegmentId(first.shard(), written.epoch(), written.position(), written.number()).name());
        }
    }

    private SegmentWriter begin() throws IOException {
        SegmentId next =
                new SegmentId(first.shard(), first.epoch(), first.position(), first.number() + finished.size());
        DiskFile opened = disk.createStream(next.name());
        file = opened;
        id = next;
        SegmentWriter begun = new SegmentWriter(opened, next, targetBytes, seal);
        writer = begun;
        return begun;
    }

    private void finish() throws IOException {
        if (writer == null || file == null) {
            return;
        }
        SegmentSummary summary = writer.finish();
        writer.close();
        file.close();
        writer = null;
        file = null;
        finished.add(segment(summary));
        tenants.clear();
    }

    private Segment segment(SegmentSummary summary) {
        return new Segment(
                Segment.id(summary.id().epoch(), summary.id().number()),
                summary.id().position(),
                summary.fileBytes(),
                HexFormat.of().parseHex(summary.sha256()),
                summary.runs().stream()
                        .map(run -> new Segment.Run(
                                run.partition(), run.first(), run.last(), Math.toIntExact(run.messages())))
                        .toList(),
                tenants.entrySet().stream()
                        .map(share -> new Segment.TenantBytes(share.getKey(), share.getValue()))
                        .toList(),
                true,
                false);
    }
}
