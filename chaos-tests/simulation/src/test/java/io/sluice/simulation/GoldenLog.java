package io.sluice.simulation;

import io.sluice.queue.ShardState;
import io.sluice.testkit.FaultyDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A recorded log: the files of a few shards after real clients' work, and the states that they make. One with each version of
 * the rules; none is ever replaced. {@code expected} has a line with the version and one with each shard's state hash.
 */
record GoldenLog(int rules, List<FaultyDisk> disks, List<String> hashes) {
    private static final String EXPECTED = "expected";
    private static final String SHARD = "shard-";
    private static final long SEED = 20261122L;
    /** One snapshot is taken, and nothing is trimmed. */
    private static final Plan PLAN = new Plan(
            2, 2, 3, 150, 300, 4, 20, 64 << 10, 1, 90 << 10, 0, 64 << 20, 64 << 10, 32 << 10, 64 << 20, 60_000, 100, 0,
            false);

    static GoldenLog read(String name) throws IOException {
        TreeMap<Integer, FaultyDisk> disks = new TreeMap<>();
        List<String> expected = new ArrayList<>();
        try (InputStream in = GoldenLog.class.getResourceAsStream(name)) {
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

    /** Records the log of the present rules; by hand, once for each version: {@code GoldenLog FOLDER}. */
    public static void main(String[] folder) throws IOException {
        Path to = Path.of(folder[0], "rules-" + ShardState.RULES + ".zip");
        if (Files.exists(to)) {
            throw new IOException(to + " exists: a golden log is never replaced");
        }
        World world = Simulation.record(SEED, PLAN);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(to))) {
            StringBuilder expected =
                    new StringBuilder().append(ShardState.RULES).append('\n');
            for (ShardHost host : world.hosts) {
                for (String name : host.disk().list()) {
                    put(zip, SHARD + host.number() + "/" + name, host.disk().bytes(name));
                }
                expected.append(host.ledger().shadowHash()).append('\n');
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
