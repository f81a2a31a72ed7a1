package io.sluice.shard;

import io.sluice.log.Disk;
import io.sluice.log.ShardLog;
import io.sluice.log.SnapshotStore;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.BlockCache;
import io.sluice.objects.ObjectStore;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Where a shard keeps what must last.
 *
 * @param disk holds the segments; may be the log's and the snapshots', too
 * @param objects takes segments in the background, and gives back those that have left the disk; shared by all shards
 * @param blocks of segments that were read of late, shared by all shards
 * @param background runs what waits for a disk: snapshots, segments, reads; may run several at a time
 * @param farReads runs reads that wait for the object store, maybe for half a minute: so that nothing else waits with them
 * @param damaged told in words about what had to be passed over
 * @param seal for payloads, wherever they lie
 */
public record ShardStorage(
        ShardLog log,
        SnapshotStore snapshots,
        Disk disk,
        ObjectStore objects,
        BlockCache blocks,
        Executor background,
        Executor farReads,
        Consumer<String> damaged,
        PayloadSeal seal) {}
