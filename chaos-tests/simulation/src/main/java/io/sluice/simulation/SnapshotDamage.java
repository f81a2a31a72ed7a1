package io.sluice.simulation;

import io.sluice.simulation.check.Check;
import java.io.IOException;
import java.util.List;

/** A bit flips in one of a shard's snapshots while nobody runs: never in a second one while the first is there. */
final class SnapshotDamage {
    private static final String PREFIX = "snapshot-";
    private static final int ONE_START_IN = 4;
    /** Of the header, where a snapshot says whether it holds only what was changed. */
    private static final int VERSION_AT = 4;

    private static final byte OF_CHANGES = 3;

    private final World world;
    private final ShardHost host;

    SnapshotDamage(World world, ShardHost host) {
        this.world = world;
        this.host = host;
    }

    /** Before a start. */
    void maybe() throws IOException {
        List<String> snapshots = host.disk().list().stream()
                .filter(name -> name.startsWith(PREFIX) && Character.isDigit(name.charAt(PREFIX.length())))
                .toList();
        for (String name : snapshots) {
            if (host.disk().bytes(name)[VERSION_AT] == OF_CHANGES) {
                world.met("snapshot of changes at a start");
            }
        }
        if (snapshots.contains(host.damagedSnapshot())
                || snapshots.size() < 2
                || world.plan.faults() == 0
                || world.random.nextInt(ONE_START_IN) != 0) {
            return;
        }
        String name = snapshots.get(world.random.nextInt(snapshots.size()));
        host.disk().flipBit(name, world.random.nextInt(host.disk().bytes(name).length), world.random.nextInt(8));
        host.damagedSnapshot(name);
        world.trace.add(world.scheduler.nowNs(), "a bit of " + name + " of shard " + host.number() + " is flipped");
    }

    /** A start has found damage. */
    void told(String words) {
        if (words.contains(": " + host.damagedSnapshot()) || words.contains("of " + host.damagedSnapshot())) {
            world.met("damaged snapshot passed over");
        } else {
            world.verdict.violate(Check.C1, null, words);
        }
    }
}
