package io.sluice.standalone.verify;

import io.sluice.catalog.DataKeyOwners;
import io.sluice.catalog.RecordDamaged;
import io.sluice.catalog.RecordStore;
import io.sluice.catalog.SqliteStore;
import io.sluice.catalog.StoreFailed;
import io.sluice.catalog.Topics;
import io.sluice.model.PartitionId;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.TopicRules;
import io.sluice.standalone.ShardCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The catalog: every record's checksum, and whether it knows the shards' queues. Opening SQLite's files changes them, so
 * copies are opened, in a folder for temporary files.
 */
final class CatalogCheck {
    private static final String NAME = CatalogCopy.NAME;

    private final Path root;
    private final NamedKeys keys;
    private final Findings findings;

    /** @param keys all that the shards' messages lie under */
    CatalogCheck(Path root, NamedKeys keys, Findings findings) {
        this.root = root;
        this.keys = keys;
        this.findings = findings;
    }

    /**
     * Reads all of it.
     *
     * @param there shards that have a folder
     * @param shards those whose state could be had
     */
    void run(List<Integer> there, List<ShardOf> shards) throws IOException {
        if (!Files.exists(root.resolve(NAME))) {
            findings.damage(NAME + " is missing: put it back from a backup");
            return;
        }
        try (CatalogCopy copy = CatalogCopy.of(root)) {
            read(copy.database(), there, shards);
        }
    }

    /**
     * A shard's state and number.
     *
     * @param state after the log's last frame
     */
    record ShardOf(int number, ShardState state) {}

    private void read(Path copy, List<Integer> there, List<ShardOf> shards) {
        try (SqliteStore records =
                new SqliteStore(copy, failed -> findings.damage(words(failed, copy)), toldBelow -> {})) {
            AtomicLong intact = new AtomicLong();
            records.watch("", new Reading(intact));
            Topics topics = new Topics(records, InstantSource.system());
            topics.ofShards().forEach((shard, topic) -> {
                if (!there.contains(shard)) {
                    findings.damage(ShardCount.folder(shard) + " is missing, which has the queue " + topic.name()
                            + " of account " + topic.tenant() + " by " + NAME);
                }
            });
            for (ShardOf shard : shards) {
                strangers(shard, topics);
            }
            keys.compare(new DataKeyOwners(records), findings);
            findings.note("catalog: " + intact + " records intact");
        } catch (StoreFailed failed) {
            findings.damage(words(failed, copy));
        }
    }

    private void strangers(ShardOf shard, Topics topics) {
        List<String> strangers = new ArrayList<>();
        shard.state().eachTopic(topic -> {
            if (!isKnown(shard.number(), topic.rules(), topic.partition(), topics)) {
                strangers.add(ShardCount.folder(shard.number()) + " holds the queue "
                        + topic.rules().name() + " of account " + topic.rules().tenant() + " (partition "
                        + topic.partition().incarnation() + "/"
                        + topic.partition().index() + "), which " + NAME
                        + " does not know there");
            }
        });
        strangers.stream().sorted().forEach(findings::damage);
    }

    /** What a crash left undone is known: a start finishes it. So is a record that cannot be read: it was named. */
    private static boolean isKnown(int shard, TopicRules rules, PartitionId partition, Topics topics) {
        if (topics.unapplied().stream().anyMatch(left -> left.topic().incarnation() == partition.incarnation())) {
            return true;
        }
        try {
            return topics.find(rules.tenant(), rules.name())
                    .filter(topic -> topic.places().stream()
                            .anyMatch(place -> place.partition().equals(partition) && place.shard() == shard))
                    .isPresent();
        } catch (RecordDamaged named) {
            return true;
        }
    }

    private static String words(StoreFailed failed, Path copy) {
        return String.valueOf(failed.getMessage()).replace(copy.toString(), NAME);
    }

    private final class Reading implements RecordStore.Watcher {
        private final AtomicLong intact;

        Reading(AtomicLong intact) {
            this.intact = intact;
        }

        @Override
        public void put(RecordStore.Stored record) {
            intact.incrementAndGet();
        }

        @Override
        public void deleted(String key, long revision) {}

        @Override
        public void damaged(String key, RecordDamaged why) {
            findings.damage(NAME + " holds a damaged record, " + key);
        }
    }
}
