package io.sluice.standalone.verify;

import io.sluice.log.seal.KeyName;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.model.Envelope;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.Bodies;
import io.sluice.queue.command.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where a shard's bodies are: in the log that was replayed, or in segments. */
final class Held implements Bodies {
    private final Map<PartitionId, OfTopic> topics = new HashMap<>();
    private final NamedKeys keys;
    private final String log;

    /** Of the shard with that log, in words. */
    Held(NamedKeys keys, String log) {
        this.keys = keys;
        this.log = log;
    }

    @Override
    public Shelf shelf(PartitionId partition, TenantId tenant) {
        OfTopic topic = new OfTopic(partition, tenant);
        topics.put(partition, topic);
        return topic;
    }

    /** The log has given these to a segment: they count as the segment's from now on. */
    void flushed(Segment segment) {
        for (Segment.Run run : segment.runs()) {
            OfTopic topic = topics.get(run.partition());
            if (topic != null) {
                topic.inLog.remove(run.first(), run.last());
            }
        }
    }

    /** A segment was found to hold these. */
    void inSegment(PartitionId partition, Offsets offsets) {
        OfTopic topic = topics.get(partition);
        if (topic != null) {
            topic.inSegments.add(offsets);
        }
    }

    /** In how many places a message's body is; one is right. */
    int places(PartitionId partition, long offset) {
        OfTopic topic = topics.get(partition);
        if (topic == null) {
            return 0;
        }
        int places = topic.inLog.contains(offset) ? 1 : 0;
        for (Offsets segment : topic.inSegments) {
            places += segment.contains(offset) ? 1 : 0;
        }
        return places;
    }

    private final class OfTopic implements Shelf {
        private final PartitionId partition;
        private final TenantId tenant;
        private final Offsets inLog = new Offsets();
        private final List<Offsets> inSegments = new ArrayList<>();

        OfTopic(PartitionId partition, TenantId tenant) {
            this.partition = partition;
            this.tenant = tenant;
        }

        @Override
        public void put(long offset, long sentMs, int bytes, byte[] envelope) {
            inLog.add(offset);
            if (Envelope.isSealed(envelope)) {
                keys.add(new KeyName(tenant, PayloadSeal.keyId(envelope)), log);
            }
        }

        // Only messages that the state still has are asked for, so what goes need not be forgotten.
        @Override
        public void drop(long offset) {}

        @Override
        public void drop(long first, long last) {}

        @Override
        public void close() {
            topics.remove(partition);
        }
    }
}
