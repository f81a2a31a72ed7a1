package io.sluice.queue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Writes the index of a {@link StateImage}; see there. */
final class ImageWriter {
    static final byte VERSION = 1;
    /** No single record below is larger; texts are names of at most 80 characters. */
    private static final int RECORD_BOUND = 4096;

    private final List<ByteBuffer> chunks = new ArrayList<>();
    private final List<byte[]> envelopes = new ArrayList<>();
    private ByteBuffer out = ByteBuffer.allocate(StateImage.BLOCK_BYTES);

    List<ByteBuffer> chunks() {
        out.flip();
        if (out.hasRemaining()) {
            chunks.add(out);
        }
        return chunks;
    }

    List<byte[]> envelopes() {
        return envelopes;
    }

    void write(ShardState state) {
        room().put(VERSION).putInt(ShardState.RULES).putLong(state.timeMs);
        room().putInt(state.gateways.size());
        state.gateways.forEach(
                (id, gateway) -> room().putLong(id).putLong(gateway.minute()).putLong(gateway.seenMs()));
        room().putInt(state.gone.size());
        state.gone.forEach((partition, at) -> room().putLong(partition.value()).putLong(at));
        room().putInt(state.tenants.size());
        state.tenants.forEach((id, tenant) -> {
            room().putLong(id.account()).putLong(tenant.connMs);
            meters(tenant.deleted);
        });
        room().putInt(state.topics.size());
        StateImage.sorted(state.topics.values(), Comparator.comparing((TopicState topic) -> topic.partition))
                .forEach(this::topic);
    }

    private void topic(TopicState topic) {
        room().putLong(topic.partition.value()).putLong(topic.revision);
        CommandCodec.putRules(room(), topic.rules);
        room().putLong(topic.nextOffset)
                .putLong(topic.nextReadySequence)
                .putLong(topic.nextParkSequence)
                .putLong(topic.purgedMs);
        meters(topic.meters);
        room().putInt(topic.takenIn.size());
        topic.takenIn.forEach(
                (source, sequence) -> room().putLong(source.value()).putLong(sequence));
        room().putInt(topic.entries.size() - topic.aside.size());
        for (Entry entry = topic.age.oldest(); entry != null; entry = entry.newer) {
            entry(entry);
        }
        room().putInt(topic.aside.size());
        topic.aside.values().forEach(this::entry);
        room().putInt(topic.outboxes.size());
        for (TopicState.Outbox outbox : topic.outboxes.values()) {
            CommandCodec.putPlace(room(), outbox.target());
            room().putInt(outbox.entries().size());
            outbox.entries().forEach(entry -> room().putLong(entry.offset));
        }
    }

    private void entry(Entry entry) {
        ByteBuffer to = room();
        to.putLong(entry.offset)
                .putInt(entry.envelope.length)
                .putInt(entry.bytes)
                .putLong(entry.sentMs);
        to.put(entry.phase.toWire()).putInt(entry.receives).putInt(entry.delivery);
        to.putLong(entry.firstReceivedMs).putLong(entry.leasedMs);
        to.putLong(
                switch (entry.phase) {
                    case READY -> entry.readySequence;
                    case DELAYED, LEASED -> entry.dueAt();
                    case PARKING -> entry.parkSequence;
                });
        to.put((byte) (entry.origin == null ? 0 : 1));
        if (entry.origin != null) {
            Wire.putText(to, entry.origin);
        }
        envelopes.add(entry.envelope);
    }

    private void meters(TopicMeters meters) {
        room().putLong(meters.ingressBytes)
                .putLong(meters.egressBytes)
                .putLong(meters.opsIn)
                .putLong(meters.opsOut)
                .putLong(meters.storedBytes)
                .putLong(meters.storedHigh)
                .putLong(meters.storedLow)
                .putLong(meters.storedSince);
    }

    private ByteBuffer room() {
        if (out.remaining() < RECORD_BOUND) {
            chunks.add(out.flip());
            out = ByteBuffer.allocate(StateImage.BLOCK_BYTES);
        }
        return out;
    }
}
