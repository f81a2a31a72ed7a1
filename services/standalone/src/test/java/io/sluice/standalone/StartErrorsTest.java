package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps the service from starting is said in one line that tells what to do. */
class StartErrorsTest {
    @TempDir
    Path home;

    private static void refused(Child child, int status, String... words) throws InterruptedException {
        assertThat(child.exit()).as(child.err()).isEqualTo(status);
        assertThat(child.err()).contains(words).startsWith("sluice: ").doesNotContain("Exception", "\tat ");
        assertThat(child.err().strip().lines()).hasSize(1);
        assertThat(child.out()).isEmpty();
    }

    /** A data directory that was used and stopped. */
    private void usedOnce() throws InterruptedException, IOException {
        try (Child child = Child.start(home)) {
            new TrainingClient(child.port()).post("/v1/signup", "{\"email\":\"a@b.c\",\"name\":\"a\"}");
            child.terminate();
            assertThat(child.exit()).isZero();
        }
    }

    @Test
    void aPortInUse() throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            refused(
                    Child.bare(home, "--data", Child.data(home).toString(), "--port", port),
                    1,
                    "port " + port,
                    "in use",
                    "--port");
        }
    }

    @Test
    void anAddressOfAnotherMachine() throws IOException, InterruptedException {
        refused(Child.start(home, "--bind", "192.0.2.1"), 1, "192.0.2.1", "--bind");
    }

    @Test
    void dataHeldByAnotherProcess() throws IOException, InterruptedException {
        try (Child first = Child.start(home)) {
            assertThat(first.port()).isPositive();
            refused(Child.start(home), 1, Child.data(home).toString(), "in use by another Sluice process");
        }
    }

    @Test
    void aPlaceWhereNothingCanBeWritten() throws IOException, InterruptedException {
        Path file = Files.createFile(home.resolve("a-file"));
        Path below = file.resolve("data");
        refused(Child.bare(home, "--data", below.toString(), "--port", "0"), 1, file.toString());
    }

    @Test
    void dataOfANewerVersion() throws IOException, InterruptedException {
        Files.createDirectories(Child.data(home));
        Files.writeString(Child.data(home).resolve("FORMAT"), "sluice-data 99\n");
        refused(Child.start(home), 1, "format 99", "newer version");
    }

    @Test
    void aMissingMasterKeyAndAnotherOne() throws IOException, InterruptedException {
        usedOnce();
        Path kept = home.resolve("kept.key");
        Files.move(Child.masterKey(home), kept);
        refused(
                Child.start(home),
                1,
                "master key",
                "missing",
                Child.masterKey(home).toString());
        Files.writeString(Child.masterKey(home), Files.readString(kept).substring(0, 20) + "A".repeat(43) + "=\n");
        Files.setPosixFilePermissions(Child.masterKey(home), Files.getPosixFilePermissions(kept));
        refused(Child.start(home), 1, "sealed under");
        Files.delete(Child.masterKey(home));
        Files.move(kept, Child.masterKey(home));
        try (Child child = Child.start(home)) {
            assertThat(child.port()).isPositive();
        }
    }

    @Test
    void aDamagedLog() throws IOException, InterruptedException {
        try (Child child = Child.start(home, "--shards", "1")) {
            Customer customer = new Customer(child.port());
            String queue = customer.createQueue("orders");
            for (int i = 0; i < 20; i++) {
                customer.send(queue, "message " + i);
            }
            child.kill();
        }
        Path log = firstLog().orElseThrow();
        byte[] bytes = Files.readAllBytes(log);
        int at = indexOf(bytes, "orders");
        bytes[at] ^= 1;
        Files.write(log, bytes);
        refused(Child.start(home), 1, "shard-00: " + log.getFileName());
        assertThat(Files.readAllBytes(log)).isEqualTo(bytes);
    }

    @Test
    void aCatalogThatIsGoneOrOlderThanTheMessages() throws IOException, InterruptedException {
        usedOnce();
        Path catalog;
        try (Stream<Path> files = Files.walk(home)) {
            catalog = files.filter(file -> file.endsWith("catalog.db"))
                    .findFirst()
                    .orElseThrow();
        }
        Path old = home.resolve("old.db");
        Files.copy(catalog, old);
        try (Child child = Child.start(home)) {
            Customer customer = new Customer(child.port());
            customer.send(customer.createQueue("later"), "private");
            child.terminate();
            assertThat(child.exit()).isZero();
        }
        Files.copy(old, catalog, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(catalog.resolveSibling("catalog.db-wal"));
        Files.deleteIfExists(catalog.resolveSibling("catalog.db-shm"));
        refused(Child.start(home), 1, "later", "catalog.db");
        Files.delete(catalog);
        refused(Child.start(home), 1, "catalog.db is missing");
    }

    @Test
    void aShardThatIsGone() throws IOException, InterruptedException {
        usedOnce();
        Path shard = Child.data(home).resolve("shard-00");
        try (Stream<Path> files = Files.list(shard)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        refused(Child.start(home), 1, String.valueOf(shard.getFileName()), "missing or empty");
    }

    @Test
    void aNumberOfShardsThatIsAnother() throws IOException, InterruptedException {
        usedOnce();
        Path shards = Child.data(home).resolve("shards");
        String written = Files.readString(shards);
        Files.writeString(shards, written.replaceFirst("2", "1"));
        refused(Child.start(home), 1, shards + " is damaged", "(2 have folders now)");
        Files.writeString(shards, "1");
        refused(Child.start(home), 1, shards + " says that the number of shards is 1", "shard-01 has a log");
        Files.writeString(shards, "0");
        refused(Child.start(home), 1, shards + " is damaged");
        Files.writeString(shards, "2");
        try (Child child = Child.start(home)) {
            assertThat(child.port()).isPositive();
        }
        assertThat(shards).hasContent(written);
    }

    @Test
    void aShardThatTheCatalogAloneKnows() throws IOException, InterruptedException {
        try (Child child = Child.start(home, "--shards", "3")) {
            Customer customer = new Customer(child.port());
            for (int i = 0; i < 20; i++) {
                customer.createQueue("orders" + i);
            }
            child.kill();
        }
        Path shard = Child.data(home).resolve("shard-02");
        Path shards = Child.data(home).resolve("shards");
        Files.move(shard, home.resolve("aside"));
        Files.delete(shards);
        refused(Child.start(home), 1, shard + " is missing, which has the queue orders", "put it back from a backup");
        Files.writeString(shards, "2\n");
        refused(Child.start(home), 1, shard + " is missing, which has the queue orders");
        assertThat(shards).hasContent("2\n");
        Files.move(home.resolve("aside"), shard);
        Files.delete(shards);
        try (Child child = Child.start(home, "--shards", "1")) {
            assertThat(child.port()).isPositive();
        }
        assertThat(shards).hasContent(ChecksumLine.below("3\n"));
    }

    @Test
    void aKeyRingThatIsNone() throws IOException, InterruptedException {
        Path file = home.resolve("keys");
        String ring = "--key-ring=" + file;
        refused(Child.start(home, ring), 1, "the key ring " + file, "does not exist", "--key-ring");
        Files.write(file, new byte[] {(byte) 0xFF});
        refused(Child.start(home, ring), 1, "the key ring " + file, "is not UTF-8", "--key-ring");
        Files.writeString(file, "alias/orders");
        refused(Child.start(home, ring), 1, "sluice: line 1 of the key ring " + file, "alias/NAME");
        Files.delete(file);
        Files.createDirectory(file);
        refused(Child.start(home, ring), 1, "the key ring " + file, "is a directory", "--key-ring");
    }

    private Optional<Path> firstLog() throws IOException {
        try (Stream<Path> files = Files.list(Child.data(home).resolve("shard-00"))) {
            return files.filter(file -> holds(file, "orders")).findFirst();
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return indexOf(Files.readAllBytes(file), text) >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--nothing",
                "--data=",
                "--port=x",
                "--port=70000",
                "--shards=0",
                "--memory=much",
                "--memory=1",
                "--purge-rest=-1",
                "--hot=much",
                "--s3-bucket=B",
                "--s3-prefix=prod/",
                "--s3-region=eu-central-1",
                "--s3-encryption=AES256",
                "--cors-origin=app/"
            })
    void optionsThatMakeNoSense(String option) throws IOException, InterruptedException {
        refused(Child.bare(home, option), 2, option.substring(0, Math.max(option.indexOf('='), 5)));
    }

    @Test
    void anEncryptionThatS3DoesNotHave() throws IOException, InterruptedException {
        for (String how : new String[] {"rot13", "aws:kms:", "aes256", "aws:kms"}) {
            refused(
                    Child.bare(home, "--s3-bucket=messages", "--s3-encryption=" + how),
                    2,
                    "--s3-encryption is AES256 or aws:kms:KEY, not " + how);
        }
    }

    @Test
    void aRegionThatIsNoName() throws IOException, InterruptedException {
        refused(
                Child.bare(home, "--s3-bucket=messages", "--s3-endpoint=http://127.0.0.1:1", "--s3-region=EU Central"),
                2,
                "--s3-region is a name such as eu-central-1, not EU Central");
    }

    @Test
    void aBucketThatNobodyAnswersFor() throws IOException, InterruptedException {
        refused(
                Child.start(home, "--s3-bucket=messages", "--s3-endpoint=http://127.0.0.1:1"),
                1,
                "bucket messages",
                "http://127.0.0.1:1");
    }

    @Test
    void aBucketThatTakesEveryQuestionAndAnswersNone() throws IOException, InterruptedException {
        try (ServerSocket silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            String endpoint = "http://127.0.0.1:" + silent.getLocalPort();
            long before = System.nanoTime();
            refused(
                    Child.start(home, "--s3-bucket=messages", "--s3-endpoint=" + endpoint),
                    1,
                    "bucket messages",
                    endpoint,
                    "does not answer");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(25));
        }
    }

    @Test
    void messagesThatAreInAnotherPlace() throws IOException, InterruptedException {
        usedOnce();
        Files.createFile(Child.data(home).resolve("objects").resolve("shard-00+segment"));
        refused(
                Child.start(home, "--s3-bucket=messages", "--s3-endpoint=http://127.0.0.1:1"),
                1,
                "are in objects, not in bucket messages");
        try (Child child = Child.start(home)) {
            assertThat(child.port()).isPositive();
        }
    }

    @Test
    void aDiskBudgetThatIsTooSmall() throws IOException, InterruptedException {
        refused(Child.start(home, "--disk-budget=1m"), 1, "disk budget", "512m");
    }
}
