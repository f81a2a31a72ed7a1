package io.sluice.standalone;

import io.sluice.admin.Metric;
import io.sluice.shard.Shard;
import io.sluice.shard.ShardGauges;
import io.sluice.shard.look.ShardLag;
import io.sluice.shard.look.TopicLag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What the shards have to show to an operator. */
final class ShardMetrics implements Metric.Source {
    private final List<Shard> shards;
    private final Path data;
    private final Supplier<Optional<String>> placeAway;

    /**
     * @param data the directory whose disk fills up
     * @param placeAway why the object store is away for all shards; empty when it is not
     */
    ShardMetrics(List<Shard> shards, Path data, Supplier<Optional<String>> placeAway) {
        this.shards = shards;
        this.data = data;
        this.placeAway = placeAway;
    }

    @Override
    public List<Metric> read() {
        return List.of(
                of(
                        "sluice_commands_total",
                        "Commands applied since the start.",
                        Metric.Kind.COUNTER,
                        ShardGauges::applied),
                of(
                        "sluice_mailbox_bytes",
                        "What requests weigh that wait for their shard.",
                        Metric.Kind.GAUGE,
                        ShardGauges::waitingBytes),
                of(
                        "sluice_waiting_polls",
                        "Receives that wait for a message.",
                        Metric.Kind.GAUGE,
                        ShardGauges::waitingPolls),
                of(
                        "sluice_unacked_bytes",
                        "What unacked messages weigh in memory.",
                        Metric.Kind.GAUGE,
                        ShardGauges::unackedBytes),
                of(
                        "sluice_memory_budget_bytes",
                        "What unacked messages may weigh; beyond it sends are throttled.",
                        Metric.Kind.GAUGE,
                        ShardGauges::memoryBytes),
                of(
                        "sluice_disk_has_room",
                        "1 while sends are taken as far as the disk goes, 0 while they, or the last large body, find no room.",
                        Metric.Kind.GAUGE,
                        gauges -> gauges.diskHasRoom() ? 1 : 0),
                of(
                        "sluice_missing_dead_letter_queues",
                        "Dead-letter queues that are gone while another queue still parks messages there.",
                        Metric.Kind.GAUGE,
                        gauges -> gauges.missingTargets().size()),
                of(
                        "sluice_memtable_bytes",
                        "Bodies of messages outside the heap that are in no segment yet.",
                        Metric.Kind.GAUGE,
                        ShardGauges::memtableBytes),
                of(
                        "sluice_segments",
                        "Segments that hold bodies of messages.",
                        Metric.Kind.GAUGE,
                        ShardGauges::segments),
                of("sluice_segment_bytes", "Segments on disk.", Metric.Kind.GAUGE, ShardGauges::segmentBytes),
                of(
                        "sluice_flush_failing",
                        "1 while bodies cannot be moved from memory into segments.",
                        Metric.Kind.GAUGE,
                        gauges -> gauges.flushFailure().isPresent() ? 1 : 0),
                of("sluice_log_bytes", "Log kept on disk.", Metric.Kind.GAUGE, ShardGauges::logBytes),
                of(
                        "sluice_segment_store_bytes",
                        "Messages that left memory, in the object store.",
                        Metric.Kind.GAUGE,
                        gauges -> gauges.storage().storeBytes()),
                of(
                        "sluice_upload_waiting_bytes",
                        "Messages that left memory and are on disk alone, too young for the object store or waiting for it.",
                        Metric.Kind.GAUGE,
                        gauges -> gauges.storage().waitingBytes()),
                of(
                        "sluice_store_conflicts",
                        "Segments whose names in the object store are taken by others, since the start.",
                        Metric.Kind.GAUGE,
                        gauges -> gauges.storage().conflicts()),
                of(
                        "sluice_store_undeleted",
                        "Objects that nobody needs any more and that the object store did not delete when it was asked.",
                        Metric.Kind.GAUGE,
                        gauges -> gauges.storage().undeleted()),
                of(
                        "sluice_rewritten_bytes_total",
                        "Segments written since the start to take the place of others of which little was needed.",
                        Metric.Kind.COUNTER,
                        gauges -> gauges.storage().rewrittenBytes()),
                of(
                        "sluice_lost_messages_total",
                        "Messages lost because the only copy of what held them was damaged; kept over restarts.",
                        Metric.Kind.COUNTER,
                        gauges -> gauges.storage().lostMessages()),
                of(
                        "sluice_store_reachable",
                        "1 while the object store answers, 0 while it is away for reads, or for uploads, lists and deletions.",
                        Metric.Kind.GAUGE,
                        gauges ->
                                placeAway.get().or(gauges.storage()::storeAway).isEmpty() ? 1 : 0),
                each("sluice_queues", "Queues that the shard holds, idle ones too.", Metric.Kind.GAUGE, Shard::topics),
                each(
                        "sluice_longest_step_seconds",
                        "The longest time since the start for which a shard looked at nothing that came in.",
                        Metric.Kind.GAUGE,
                        shard -> shard.longestStepNs() / 1e9),
                each(
                        "sluice_oldest_ready_seconds",
                        "How old the oldest message is that could be received.",
                        Metric.Kind.GAUGE,
                        shard -> shard.lag().ageMs() / 1e3),
                messages(),
                named(
                        "sluice_queue_oldest_ready_seconds",
                        "The same for the queues that are furthest behind, a few of each shard.",
                        lag -> lag.ageMs() / 1e3),
                named(
                        "sluice_queue_ready_messages",
                        "What these queues hold that could be received.",
                        lag -> lag.lag().ready()),
                Metric.gauge("sluice_disk_free_bytes", "Free on the data directory's disk.", (double)
                        data.toFile().getUsableSpace()));
    }

    private Metric messages() {
        List<Metric.Sample> samples = new ArrayList<>();
        for (Shard shard : shards) {
            ShardLag lag = shard.lag();
            samples.add(inState(shard, "ready", lag.ready()));
            samples.add(inState(shard, "leased", lag.leased()));
            samples.add(inState(shard, "delayed", lag.delayed()));
            samples.add(inState(shard, "parking", lag.parking()));
        }
        return new Metric("sluice_messages", "Messages by what can be done with them.", Metric.Kind.GAUGE, samples);
    }

    private static Metric.Sample inState(Shard shard, String state, long count) {
        return new Metric.Sample("", "shard=\"" + shard.number() + "\",state=\"" + state + '"', count);
    }

    /** Queue names have no characters that a label would have to hide. */
    private Metric named(String name, String help, ToDoubleFunction<TopicLag> value) {
        List<Metric.Sample> samples = new ArrayList<>();
        for (Shard shard : shards) {
            for (TopicLag lag : shard.lag().worst()) {
                String labels =
                        "shard=\"" + shard.number() + "\",account=\"" + lag.tenant() + "\",queue=\"" + lag.name() + '"';
                samples.add(new Metric.Sample("", labels, value.applyAsDouble(lag)));
            }
        }
        return new Metric(name, help, Metric.Kind.GAUGE, samples);
    }

    private Metric of(String name, String help, Metric.Kind kind, ToDoubleFunction<ShardGauges> value) {
        return each(name, help, kind, shard -> value.applyAsDouble(shard.gauges()));
    }

    private Metric each(String name, String help, Metric.Kind kind, ToDoubleFunction<Shard> value) {
        List<Metric.Sample> samples = shards.stream()
                .map(shard -> new Metric.Sample("", "shard=\"" + shard.number() + "\"", value.applyAsDouble(shard)))
                .toList();
        return new Metric(name, help, kind, samples);
    }
}
