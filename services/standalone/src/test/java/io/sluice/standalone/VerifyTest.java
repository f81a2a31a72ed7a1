package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.catalog.RecordStore.Outcome.Committed;
import io.sluice.catalog.RecordStore.Transaction;
import io.sluice.catalog.RecordStore.Write;
import io.sluice.catalog.SqliteStore;
import io.sluice.standalone.verify.Segment;
import io.sluice.standalone.verify.Verify;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./sluice verify}, and {@code segment show}, on a directory of a real service, with a backlog in segments; each test puts back what it damages. */
class VerifyTest {
    /** More than half of the memtable that a shard of {@link Child} has. */
    private static final int MESSAGES = 40;

    private static final int MESSAGE_BYTES = 660_000;
    private static final int BODY_FILE_BYTES = 2 << 20;
    /** Of a log file's first page. */
    private static final int PAGE_BYTES = 4_096;

    private static final int FRAME = 0x534C46 << 8 | 1;

    @TempDir
    static Path home;

    /** What was said, and how it ended. */
    private record Said(int status, String out, String err) {}

    @BeforeAll
    static void serviceLeavesBacklog() throws IOException, InterruptedException {
        try (Child child = Child.start(home, "--upload-after", "1")) {
            Customer customer = new Customer(child.port());
            String orders = customer.createQueue("orders");
            byte[] body = new byte[MESSAGE_BYTES];
            Random random = new Random(1);
            for (int i = 0; i < MESSAGES; i++) {
                random.nextBytes(body);
                customer.send(orders, Base64.getEncoder().encodeToString(body));
            }
            awaitSegment();
            awaitObject(customer);
            assertThat(customer.receive(orders, 0)).contains("ReceiptHandle");
            Said said = verify();
            assertThat(said.status()).isEqualTo(1);
            assertThat(said.err()).contains("is in use by another Sluice process");
            child.terminate();
            assertThat(child.exit()).isZero();
        }
    }

    @Test
    void everythingIsAsItWasWrittenAndStaysSo() throws IOException {
        Map<String, String> before = files();
        Said said = verify();
        assertThat(said.out()).contains("state: messages " + MESSAGES + ", queues 1", "is as it was written");
        assertThat(said.status()).isZero();
        assertThat(said.err()).contains("shard-00 log", "shard-01 log").doesNotContain("\033");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void killedServiceLeavesNoDamage(@TempDir Path other) throws IOException, InterruptedException {
        try (Child child = Child.start(other)) {
            Customer customer = new Customer(child.port());
            customer.send(customer.createQueue("bills"), "pay me");
            child.kill();
        }
        Said said = verify(Child.data(other));
        assertThat(said.out()).contains("state: messages 1, queues 1", "is as it was written");
        assertThat(said.status()).isZero();
    }

    @Test
    void flippedBitInTheLogIsNamed() throws IOException {
        Path log = first("log-0");
        assertThat(withFlipped(log, 1_000_000))
                .contains(log.getFileName() + " is damaged at position ")
                .contains("(byte ");
    }

    @Test
    void flippedBitInSnapshotIsNamed() throws IOException {
        Path snapshot = first("snapshot-0");
        assertThat(withFlipped(snapshot, Files.size(snapshot) / 2))
                .contains(snapshot.getFileName() + " is damaged at byte ");
    }

    @Test
    void flippedBitInSegmentsBlockIsNamedWithWhatItTakesAlong() throws IOException {
        Path segment = first("segment-");
        assertThat(withFlipped(segment, 1_000))
                .contains(segment.getFileName() + " block 0: queue orders of account ")
                .contains(", offsets 0 to 0, of which 1 is still needed");
    }

    @Test
    void flippedBitInSegmentsIndexIsNamed() throws IOException {
        Path segment = first("segment-");
        assertThat(withFlipped(segment, Files.size(segment) - 200))
                .contains(segment.getFileName() + ": its index is damaged")
                .contains("still needed");
    }

    @Test
    void removedSegmentIsNamed() throws IOException {
        Path segment = first("segment-");
        assertThat(without(segment)).contains(segment.getFileName() + " is missing: queue orders of account ");
    }

    @Test
    void flippedBitInAnObjectIsNamed() throws IOException {
        Path object = object();
        assertThat(withFlipped(object, 1_000))
                .contains("DAMAGED  objects/" + object.getFileName() + " block 0: queue orders of account ");
    }

    @Test
    void removedObjectIsNamed() throws IOException {
        Path object = object();
        assertThat(without(object))
                .contains("objects/" + object.getFileName() + " is missing: queue orders of account ");
    }

    @Test
    void removedFolderOfObjectsIsNamed() throws IOException {
        String object = object().getFileName().toString();
        assertThat(without(Child.data(home).resolve("objects")))
                .contains("objects/owner is missing", "objects/" + object + " is missing: queue orders of account ");
    }

    @Test
    void flippedBitInThePlaceOfObjectsIsNamed() throws IOException {
        Path place = Child.data(home).resolve("object-store");
        assertThat(withFlipped(place, 5)).contains("object-store is damaged, which says where messages are");
    }

    @Test
    void placeOfObjectsThatIsForgottenIsNamed() throws IOException {
        assertThat(without(Child.data(home).resolve("object-store"))).contains("object-store, which says where ");
    }

    @Test
    void numberOfShardsThatIsForgottenIsNamed() throws IOException {
        assertThat(without(Child.data(home).resolve("shards")))
                .contains("shards, which says how many shards there are");
    }

    @Test
    void flippedBitInTheNumberOfShardsIsNamed() throws IOException {
        Path shards = Child.data(home).resolve("shards");
        assertThat(withFlipped(shards, 0))
                .contains("shards is damaged, which says how many shards there are: put it back");
    }

    @Test
    void numberOfShardsThatIsAnotherIsNamed() throws IOException {
        assertThat(withNumberOfShards("1\n"))
                .contains("says that the number of shards is 1, and shard-01 has a log, too: ");
        assertThat(withNumberOfShards("3\n")).contains("shard-02 is missing or empty");
        for (String none : new String[] {"0\n", "-2\n"}) {
            assertThat(withNumberOfShards(none)).contains("shards is damaged").contains("(2 have folders now)");
        }
    }

    private static String withNumberOfShards(String text) throws IOException {
        Path shards = Child.data(home).resolve("shards");
        String before = Files.readString(shards);
        Files.writeString(shards, text);
        Said said = verify();
        Files.writeString(shards, before);
        assertThat(said.status()).isEqualTo(1);
        return said.out();
    }

    @Test
    void numberOfShardsOfAnOlderVersionIsNoDamage() throws IOException {
        Path shards = Child.data(home).resolve("shards");
        String before = Files.readString(shards);
        Files.writeString(shards, "2\n");
        Said said = verify();
        Files.writeString(shards, before);
        assertThat(said.out()).contains("is as it was written");
        assertThat(said.status()).isZero();
    }

    @Test
    void shardThatTheCatalogAloneKnowsIsNamed(@TempDir Path other) throws IOException, InterruptedException {
        try (Child child = Child.start(other, "--shards", "3")) {
            Customer customer = new Customer(child.port());
            for (int i = 0; i < 20; i++) {
                customer.createQueue("orders" + i);
            }
            child.kill();
        }
        Files.move(Child.data(other).resolve("shard-02"), other.resolve("aside"));
        Files.writeString(Child.data(other).resolve("shards"), "2\n");
        Said said = verify(Child.data(other));
        assertThat(said.out())
                .containsPattern(
                        "DAMAGED  shard-02 is missing, which has the queue orders[0-9]+ of account [0-9]{12} by catalog.db");
        assertThat(said.status()).isEqualTo(1);
    }

    @Test
    void objectsOfBucketAreCounted() throws IOException {
        Path place = Child.data(home).resolve("object-store");
        String before = Files.readString(place);
        KnownPlace.write(Child.data(home), before.lines().findFirst().orElseThrow(), "bucket messages");
        Said said = verify();
        Files.writeString(place, before);
        assertThat(said.out())
                .containsPattern("is as it was written; [0-9]+ objects in bucket messages were not looked at");
        assertThat(said.status()).isZero();
    }

    @Test
    void flippedBitInTheCatalogIsNamed() throws IOException {
        Path catalog = Child.data(home).resolve("catalog.db");
        String text = Files.readString(catalog, StandardCharsets.ISO_8859_1);
        Matcher key = Pattern.compile("topic/[0-9]{12}/orders").matcher(text);
        assertThat(key.find()).isTrue();
        assertThat(withFlipped(catalog, key.end() + 5)).contains("catalog.db holds a damaged record, topic/");
    }

    @Test
    void halfWrittenEndOfTheLogIsNoDamage() throws IOException {
        Path log = last("log-0");
        Path shard = Child.data(home).relativize(log).getName(0);
        Matcher end =
                Pattern.compile(shard + " log: position [0-9,]+ to ([0-9,]+)").matcher(verify().out());
        assertThat(end.find()).isTrue();
        long position = Long.parseLong(end.group(1).replace(",", ""));
        long base = Long.parseLong(log.getFileName().toString().substring("log-".length()));
        ByteBuffer frame =
                ByteBuffer.allocate(40).putInt(FRAME).putInt(0).putInt(50).putLong(position);
        byte[] before = exchange(log, PAGE_BYTES + position - base, frame.array());
        Said said = verify();
        exchange(log, PAGE_BYTES + position - base, before);
        assertThat(said.out()).contains("only half written", "is as it was written");
        assertThat(said.status()).isZero();
    }

    @Test
    void otherDirectoriesAreRefused() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream to = new PrintStream(err, true, StandardCharsets.UTF_8);
        assertThat(Verify.run(new String[] {"--data", home.toString()}, to, to, false))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("is no data directory of Sluice");
        assertThat(Verify.run(new String[] {"--date", home.toString()}, to, to, false))
                .isEqualTo(2);
    }

    /** What it says while one bit is another one. */
    private static String withFlipped(Path file, long at) throws IOException {
        byte[] before = exchange(file, at, new byte[1]);
        exchange(file, at, new byte[] {(byte) (before[0] ^ 4)});
        Said said = verify();
        exchange(file, at, before);
        assertThat(said.out()).contains("is damaged in ");
        assertThat(said.status()).isEqualTo(1);
        return said.out();
    }

    /** What it says while a file or folder is elsewhere. */
    private static String without(Path path) throws IOException {
        Path aside = home.resolve("aside");
        Files.move(path, aside);
        Said said = verify();
        Files.move(aside, path);
        assertThat(said.out()).contains("is damaged in ");
        assertThat(said.status()).isEqualTo(1);
        return said.out();
    }

    private static byte[] exchange(Path file, long at, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer before = ByteBuffer.allocate(bytes.length);
            assertThat(channel.read(before, at)).isEqualTo(bytes.length);
            assertThat(channel.write(ByteBuffer.wrap(bytes), at)).isEqualTo(bytes.length);
            return before.array();
        }
    }

    @Test
    void withoutTheMasterKeyWhatIsSealedIsCheckedAndNotOpened() throws IOException {
        Said said = verify(Child.data(home), home.resolve("no.key"));
        assertThat(said.out())
                .contains(
                        "sealed payloads are checked and not opened",
                        " is intact, and not all of it was opened: data key 1 of account ",
                        "state: messages " + MESSAGES + ", queues 1",
                        "is as it was written");
        assertThat(said.status()).isZero();
        assertThat(verify().out()).doesNotContain("not opened", "not all of it was opened");
    }

    @Test
    void dataKeyThatTheCatalogLacksIsNamedOnceWithTheMasterKeyAndWithout() throws IOException {
        String lacking = "DAMAGED  catalog.db lacks data key 1 of account ";
        withoutDataKey(Child.data(home), () -> {
            for (Path masterKey : List.of(home.resolve("master.key"), home.resolve("no.key"))) {
                Said said = verify(Child.data(home), masterKey);
                assertThat(said.out().lines())
                        .filteredOn(line -> line.startsWith(lacking))
                        .hasSize(1);
                assertThat(said.out())
                        .containsPattern("what lies under the key cannot be opened, such as in .*shard-0[01]/segment-");
                assertThat(said.out()).contains("is damaged in 1 place");
                assertThat(said.status()).isEqualTo(1);
            }
        });
        assertThat(verify().status()).isZero();
    }

    @Test
    void dataKeyThatLogAndBodyFilesNeedIsMissed(@TempDir Path other) throws IOException, InterruptedException {
        try (Child child = Child.start(other)) {
            RestClient client = new RestClient(child);
            String bills = client.customer.createQueue("bills");
            client.customer
                    .client()
                    .json(
                            "SetQueueAttributes",
                            "{" + bills + ",\"Attributes\":{\"SluiceMaximumMessageSize\":\"67109888\"}}");
            client.send("bills/messages", "pay me. ".repeat(BODY_FILE_BYTES / 8));
            child.kill();
        }
        withoutDataKey(
                Child.data(other),
                () -> assertThat(verify(Child.data(other)).out())
                        .containsPattern(
                                "DAMAGED  catalog.db lacks data key 1 of .* such as in shard-0[01]'s log or snapshots,"
                                        + " shard-0[01]/body-"));
    }

    private interface Look {
        void run() throws IOException;
    }

    private static void withoutDataKey(Path data, Look look) throws IOException {
        Map<Path, byte[]> before = new TreeMap<>();
        for (String end : new String[] {"", "-wal", "-shm"}) {
            Path file = data.resolve("catalog.db" + end);
            if (Files.exists(file)) {
                before.put(file, Files.readAllBytes(file));
            }
        }
        try (SqliteStore records = new SqliteStore(data.resolve("catalog.db"), failed -> {}, damaged -> {})) {
            Transaction delete = new Transaction(List.of(), List.of(new Write.Delete("datakey/1")));
            assertThat(records.commit(delete))
                    .succeedsWithin(Duration.ofSeconds(30))
                    .isInstanceOf(Committed.class);
        }
        try {
            look.run();
        } finally {
            for (String end : new String[] {"", "-wal", "-shm"}) {
                Files.deleteIfExists(data.resolve("catalog.db" + end));
            }
            for (Map.Entry<Path, byte[]> file : before.entrySet()) {
                Files.write(file.getKey(), file.getValue());
            }
        }
    }

    @Test
    void sealedMessagesOfSegmentAreShownWithTheirKeys(@TempDir Path other) throws IOException {
        Path segment = first("segment-");
        String file = segment.toString();
        String key = home.resolve("master.key").toString();
        Said shown = segment("show", file, "--messages", "--master-key", key);
        assertThat(shown.err()).isEmpty();
        assertThat(shown.status()).isZero();
        assertThat(shown.out().lines())
                .filteredOn(line -> line.matches(" +[0-9]+/0 +0 .*"))
                .as("run and message")
                .hasSize(2);

        String copy = Files.copy(segment, other.resolve("copied")).toString();
        assertThat(segment("show", copy).status()).isZero();
        Said locked = segment("show", copy, "--messages");
        assertThat(locked.status()).isEqualTo(1);
        assertThat(locked.err())
                .contains("are sealed: data key 1 of account ", "--data names")
                .hasLineCount(1);
        String data = Child.data(home).toString();
        assertThat(segment("show", "--messages", copy, "--data", data, "--master-key", key))
                .isEqualTo(new Said(0, shown.out(), ""));
    }

    @Test
    void dataDirectoriesThatAreNoneAreToldForSegments() throws IOException {
        String segment = first("segment-").toString();
        String none = home.resolve("none").toString();
        assertThat(segment("show", segment, "--messages", "--data", none))
                .isEqualTo(new Said(1, "", "sluice: there is no directory " + none + "\n"));
        Said empty = segment("show", segment, "--data", "");
        assertThat(empty.err())
                .startsWith("sluice: --data needs a directory, and is empty here")
                .hasLineCount(1);
        assertThat(empty.status()).isEqualTo(2);
        Said other = segment("show", segment, "--messages", "--data", home.toString());
        assertThat(other.err()).contains("no catalog.db in " + home, "are sealed: data key 1 of account ");
        assertThat(other.status()).isEqualTo(1);
    }

    @Test
    void nonsenseForSegmentIsRefused() {
        for (String[] words : new String[][] {{}, {"show"}, {"hide", "f"}, {"show", "f", "g"}, {"show", "--all"}}) {
            Said said = segment(words);
            assertThat(said.status()).isEqualTo(2);
            assertThat(said.err()).startsWith("sluice: ").contains("./sluice segment show --help");
        }
        assertThat(segment("show", "--help").out()).startsWith("Usage: sluice segment show");
    }

    private static Said segment(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Segment.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Said(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static Said verify() {
        return verify(Child.data(home));
    }

    private static Said verify(Path data) {
        return verify(data, data.resolveSibling("master.key"));
    }

    private static Said verify(Path data, Path masterKey) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Verify.run(
                new String[] {"--data", data.toString(), "--master-key", masterKey.toString()},
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        return new Said(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static void awaitSegment() throws IOException, InterruptedException {
        for (int i = 0; i < 1_000 && named("segment-").isEmpty(); i++) {
            Thread.sleep(10);
        }
        first("segment-");
    }

    private static void awaitObject(Customer customer) throws IOException, InterruptedException {
        Pattern stored = Pattern.compile("sluice_segment_store_bytes\\{shard=\"[01]\"} [1-9]");
        for (int i = 0;
                i < 1_000 && !stored.matcher(customer.client().get("/metrics")).find();
                i++) {
            Thread.sleep(10);
        }
        object();
    }

    private static Path object() throws IOException {
        try (Stream<Path> all = Files.list(Child.data(home).resolve("objects"))) {
            return all.filter(file -> file.getFileName().toString().contains("+segment-"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** In the shard that has segments. */
    private static Path first(String prefix) throws IOException {
        return named(prefix).getFirst();
    }

    private static Path last(String prefix) throws IOException {
        return named(prefix).getLast();
    }

    private static List<Path> named(String prefix) throws IOException {
        try (Stream<Path> all = Files.walk(Child.data(home))) {
            List<Path> files = all.filter(Files::isRegularFile).sorted().toList();
            List<Path> shards = files.stream()
                    .filter(file -> file.getFileName().toString().startsWith("segment-"))
                    .map(Path::getParent)
                    .distinct()
                    .toList();
            return files.stream()
                    .filter(file -> shards.contains(file.getParent())
                            && file.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    /** Sizes and times of change of all files. */
    private static Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(Child.data(home))) {
            for (Path file : all.toList()) {
                files.put(file.toString(), Files.size(file) + " bytes at " + Files.getLastModifiedTime(file));
            }
        }
        return files;
    }
}
