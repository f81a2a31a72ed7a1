package io.sluice.simulation;

import io.sluice.log.Snapshot;
import io.sluice.log.SnapshotStore;
import io.sluice.log.body.BodyName;
import io.sluice.queue.Bodies;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.image.StateImage;
import io.sluice.simulation.check.Check;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** No body goes that a kept snapshot names: each is on the disk or in the object store. */
final class SnapshotBodies {
    private final World world;
    private final ShardHost host;

    SnapshotBodies(World world, ShardHost host) {
        this.world = world;
        this.host = host;
    }

    void check() throws IOException {
        SnapshotStore store = SnapshotStore.toRead(host.disk(), host.number());
        for (Snapshot snapshot : store.beginnings(damaged -> {})) {
            for (BodyFile file : state(snapshot).bodyFiles()) {
                world.met("body of a snapshot");
                String name = new BodyName(file.epoch(), file.number()).toString();
                if (!host.disk().exists(name) && !isStored(name)) {
                    world.verdict.violate(
                            Check.C1,
                            null,
                            name + " is gone, and the snapshot at " + snapshot.position() + " names it");
                }
            }
        }
    }

    private static ShardState state(Snapshot snapshot) throws IOException {
        List<Iterator<ByteBuffer>> images = new ArrayList<>();
        for (Snapshot one : snapshot.chain()) {
            List<ByteBuffer> blocks = new ArrayList<>();
            one.read(block ->
                    blocks.add(ByteBuffer.allocate(block.remaining()).put(block).flip()));
            images.add(blocks.iterator());
        }
        return StateImage.restore(images, new ShardState(Bodies.NOWHERE));
    }

    private boolean isStored(String name) {
        return world.kept
                .head("shard-%02d/".formatted(host.number()) + name)
                .join()
                .isPresent();
    }
}
