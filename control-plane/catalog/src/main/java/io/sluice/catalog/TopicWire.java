package io.sluice.catalog;

import io.sluice.model.DeadLetterPolicy;
import io.sluice.model.Fifo;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A topic's fields as the records that hold one write them. Bits of one byte say what a configuration has: 1 a dead-letter
 * policy, which follows; 2 it is FIFO; 4 deduplication ids belong to their groups.
 */
final class TopicWire {
    private static final int DEAD_LETTER = 1;
    private static final int FIFO = 2;
    private static final int GROUP_SCOPE = 4;

    private TopicWire() {}

    static void toWire(WireOut out, Topic topic) {
        out.i64(topic.tenant().account()).text(topic.name()).i64(topic.incarnation());
        out.i32(topic.places().size());
        topic.places().forEach(place -> toWire(out, place));
        toWire(out, topic.config());
        out.i64(topic.revision())
                .i64(topic.createdAt().toEpochMilli())
                .i64(topic.modifiedAt().toEpochMilli());
    }

    static Topic fromWire(WireIn in) {
        TenantId tenant = new TenantId(in.i64());
        String name = in.text();
        long incarnation = in.i64();
        int count = in.count();
        List<Place> places = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            places.add(place(in));
        }
        TopicConfig config = config(in);
        long revision = in.i64();
        Instant createdAt = Instant.ofEpochMilli(in.i64());
        return new Topic(
                tenant, name, incarnation, places, config, revision, createdAt, Instant.ofEpochMilli(in.i64()));
    }

    private static void toWire(WireOut out, Place place) {
        out.i64(place.partition().value()).i32(place.shard());
    }

    private static Place place(WireIn in) {
        return new Place(new PartitionId(in.i64()), in.i32());
    }

    private static void toWire(WireOut out, TopicConfig config) {
        out.i64(config.lease().toMillis())
                .i64(config.delay().toMillis())
                .i64(config.retention().toMillis())
                .i64(config.receiveWait().toMillis())
                .i32(config.maxMessageBytes())
                .u8(flags(config));
        config.deadLetter().ifPresent(policy -> {
            out.i64(policy.targetTenant().account()).text(policy.targetName());
            toWire(out, policy.target());
            out.i32(policy.maxReceives());
        });
        out.i32(config.settings().size());
        config.settings().forEach((name, value) -> out.text(name).text(value));
    }

    private static int flags(TopicConfig config) {
        int fifo = config.fifo()
                .map(is -> is.deduplication() == Fifo.Scope.GROUP ? FIFO | GROUP_SCOPE : FIFO)
                .orElse(0);
        return (config.deadLetter().isPresent() ? DEAD_LETTER : 0) | fifo;
    }

    private static Optional<Fifo> fifo(int flags) {
        return switch (flags & ~DEAD_LETTER) {
            case 0 -> Optional.empty();
            case FIFO -> Optional.of(new Fifo(Fifo.Scope.TOPIC));
            case FIFO | GROUP_SCOPE -> Optional.of(new Fifo(Fifo.Scope.GROUP));
            default -> throw new IllegalArgumentException("flags " + flags);
        };
    }

    private static TopicConfig config(WireIn in) {
        Duration lease = Duration.ofMillis(in.i64());
        Duration delay = Duration.ofMillis(in.i64());
        Duration retention = Duration.ofMillis(in.i64());
        Duration receiveWait = Duration.ofMillis(in.i64());
        int maxMessageBytes = in.i32();
        int flags = in.u8();
        Optional<DeadLetterPolicy> deadLetter = (flags & DEAD_LETTER) != 0
                ? Optional.of(new DeadLetterPolicy(new TenantId(in.i64()), in.text(), place(in), in.i32()))
                : Optional.empty();
        int count = in.count();
        Map<String, String> settings = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            settings.put(in.text(), in.text());
        }
        return new TopicConfig(
                lease, delay, retention, receiveWait, maxMessageBytes, deadLetter, fifo(flags), settings);
    }
}
