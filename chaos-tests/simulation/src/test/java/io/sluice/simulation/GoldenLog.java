package io.sluice.simulation;

import io.sluice.log.LocalLog;
import io.sluice.log.LogSettings;
import io.sluice.log.SnapshotStore;
import io.sluice.model.Fifo;
import io.sluice.queue.Bodies;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.CommandCodec;
import io.sluice.queue.image.StateImage;
import io.sluice.testkit.FaultyDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A recorded log: the files of a few shards after real clients' work, and the states that they make. One with each version of
 * the rules, and some for kinds of commands that came between; none is ever replaced. {@code expected} has a line with the
 * version and one with each shard's state hash.
 */
record GoldenLog(int rules, List<FaultyDisk> disks, List<String> hashes) {
    private static final String EXPECTED = "expected";
    private static final String SHARD = "shard-";
    private static final int SEEDS = 60;
    /** So little is logged that nothing is trimmed, and so much goes wrong that every tier has something to say. */
    private static final Plan PLAN = new Plan(
            2, 2, 3, 150, 300, 3, 20, 64 << 10, 1, 120 << 10, 0, 64 << 20, 24 << 10, 8 << 10, 1, 500, 100, 12, false);

    static GoldenLog read(String name) throws IOException {
        TreeMap<Integer, FaultyDisk> disks = new TreeMap<>();
        List<String> expected = new ArrayList<>();
        try (InputStream in = GoldenLog.class.getResourceAsStream(name + ".zip")) {
            if (in == null) {
                throw new IllegalStateException("no " + name);
            }
            ZipInputStream zip = new ZipInputStream(in);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] bytes = zip.readAllBytes();
                if (entry.getName().equals(EXPECTED)) {
                    new String(bytes, StandardCharsets.US_ASCII).lines().forEach(expected::add);
                } else {
                    int slash = entry.getName().indexOf('/');
                    int shard = Integer.parseInt(entry.getName().substring(SHARD.length(), slash));
                    disks.computeIfAbsent(shard, first -> new FaultyDisk())
                            .put(entry.getName().substring(slash + 1), bytes);
                }
            }
        }
        return new GoldenLog(
                Integer.parseInt(expected.getFirst()),
                List.copyOf(disks.values()),
                expected.subList(1, expected.size()));
    }

    /** The kinds of the log's commands; checks that it makes the states that it should. */
    Set<Byte> kinds() throws IOException {
        Set<Byte> kinds = new TreeSet<>();
        for (int shard = 0; shard < disks.size(); shard++) {
            ShardState state = new ShardState(Bodies.NOWHERE);
            LocalLog log = new LocalLog(disks.get(shard).copy(), LogSettings.ofShard(shard), 0);
            log.replay(0, frame -> {
                state.advance(frame.timeMs());
                while (frame.commands().hasRemaining()) {
                    kinds.add(frame.commands().get(frame.commands().position()));
                    state.apply(CommandCodec.fromWire(frame.commands()));
                }
            });
            if (!StateImage.hash(state).equals(hashes.get(shard))) {
                throw new IllegalStateException("shard " + shard + " makes another state");
            }
        }
        return kinds;
    }

    /** Every kind of command that there is. */
    static Set<Byte> allKinds() {
        Set<Byte> kinds = new TreeSet<>();
        for (int kind = Byte.MIN_VALUE; kind <= Byte.MAX_VALUE; kind++) {
            try {
                CommandCodec.fromWire(ByteBuffer.wrap(new byte[] {(byte) kind}));
                kinds.add((byte) kind);
            } catch (IllegalArgumentException broken) {
                if (!String.valueOf(broken.getMessage()).contains("unknown kind")) {
                    kinds.add((byte) kind);
                }
            }
        }
        return kinds;
    }

    /**
     * Records logs of kinds that no golden log has; by hand, before any is stored by anybody: {@code GoldenLog FOLDER NAME
     * GOLDEN…}. Takes the runs that have most of them, one of standard queues and one of FIFO queues.
     */
    public static void main(String[] args) throws IOException {
        Set<Byte> missing = allKinds();
        for (int known = 2; known < args.length; known++) {
            missing.removeAll(read(args[known]).kinds());
        }
        Set<Byte> wanted = Set.copyOf(missing);
        int number = 0;
        for (Fifo fifo : new @Nullable Fifo[] {null, new Fifo(Fifo.Scope.TOPIC)}) {
            GoldenLog best = best(fifo, wanted);
            if (best != null) {
                best.write(Path.of(args[0], args[1] + "-" + ++number + ".zip"));
                missing.removeAll(best.kinds());
            }
        }
        System.out.println("still missing: " + missing);
    }

    private static @Nullable GoldenLog best(@Nullable Fifo fifo, Set<Byte> wanted) throws IOException {
        GoldenLog best = null;
        int most = 0;
        for (long seed = 1; seed <= SEEDS && most < wanted.size(); seed++) {
            GoldenLog recorded = recorded(seed, fifo);
            Set<Byte> kinds = recorded == null ? new TreeSet<>() : recorded.kinds();
            kinds.retainAll(wanted);
            if (kinds.size() > most) {
                best = recorded;
                most = kinds.size();
                System.out.println("seed " + seed + ": " + kinds);
            }
        }
        return best;
    }

    /** Null: not to be used, since something is trimmed already, or no shard has a snapshot. */
    private static @Nullable GoldenLog recorded(long seed, @Nullable Fifo fifo) {
        try {
            World world = Simulation.record(seed, PLAN, fifo);
            GoldenLog log = new GoldenLog(
                    ShardState.RULES,
                    world.hosts.stream().map(ShardHost::disk).toList(),
                    world.hosts.stream().map(host -> host.ledger().shadowHash()).toList());
            int snapshots = 0;
            for (int shard = 0; shard < log.disks.size(); shard++) {
                snapshots += new SnapshotStore(log.disks.get(shard).copy(), shard, 0).knownDurable() > 0 ? 1 : 0;
            }
            log.kinds();
            return snapshots == 0 ? null : log;
        } catch (IOException | RuntimeException unusable) {
            return null;
        }
    }

    private void write(Path to) throws IOException {
        if (Files.exists(to)) {
            throw new IOException(to + " exists: a golden log is never replaced");
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(to))) {
            StringBuilder expected = new StringBuilder().append(rules).append('\n');
            for (int shard = 0; shard < disks.size(); shard++) {
                for (String name : disks.get(shard).list()) {
                    put(zip, SHARD + shard + "/" + name, disks.get(shard).bytes(name));
                }
                expected.append(hashes.get(shard)).append('\n');
            }
            put(zip, EXPECTED, expected.toString().getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
