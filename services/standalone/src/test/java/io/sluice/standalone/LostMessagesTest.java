package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.standalone.verify.Verify;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A damaged segment without another copy: what its damaged block held comes from the log while that has it; afterwards it is lost,
 * and an operator hears of it everywhere.
 */
class LostMessagesTest {
    /** A segment's worth. */
    private static final int MESSAGES = 36;
    /** With those more than half of the memtable that the one shard of {@link Child} has. */
    private static final int CHURNED = 30;

    private static final int MESSAGE_BYTES = 660_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @Test
    void damagedMessageIsReadFromTheLogAndWrittenAnew() throws IOException, InterruptedException {
        Customer customer;
        String orders;
        try (Child child = Child.start(home, "--shards", "1")) {
            customer = new Customer(child.port());
            orders = customer.createQueue("orders");
            send(customer, orders, MESSAGES);
            send(customer, customer.createQueue("churned"), CHURNED);
            awaitThat(() -> !segments().isEmpty());
            child.terminate();
            assertThat(child.exit()).isZero();
        }
        Path segment = segments().getFirst();
        flipABit(segment);
        assertThat(verify()).contains("DAMAGED", segment.getFileName() + " block 0: queue orders of account ");

        try (Child child = Child.start(home)) {
            Customer again = new Customer(customer, child.port());
            assertThat(drained(again, orders, MESSAGES)).isEqualTo(MESSAGES);
            assertThat(child.err())
                    .contains(segment.getFileName() + " is damaged in block 0; 1 message of it was found in the log")
                    .doesNotContain(" lost ");
            assertThat(again.client().get("/metrics")).contains("sluice_lost_messages_total{shard=\"0\"} 0");
            child.terminate();
            assertThat(child.exit()).isZero();
        }
        assertThat(verify()).contains("is as it was written").doesNotContain(" lost ");
    }

    @Test
    void messageThatTheLogHasForgottenIsLostNamedAndCountedAndTheOthersAreDelivered()
            throws IOException, InterruptedException {
        Customer customer;
        String orders;
        try (Child child = Child.withProperty("sluice.snapshot.every.mib=1", home, "--shards", "1")) {
            customer = new Customer(child.port());
            orders = customer.createQueue("orders");
            send(customer, orders, MESSAGES);
            String churned = customer.createQueue("churned");
            send(customer, churned, CHURNED);
            awaitThat(() -> !segments().isEmpty());
            Path firstOfTheLog = segments().getFirst().resolveSibling("log-%020d".formatted(0));
            awaitThat(() -> {
                send(customer, churned, 1);
                customer.drain(churned);
                return !Files.exists(firstOfTheLog);
            });
            child.terminate();
            assertThat(child.exit()).isZero();
        }
        Path segment = segments().getFirst();
        flipABit(segment);

        try (Child child = Child.start(home)) {
            Customer again = new Customer(customer, child.port());
            assertThat(drained(again, orders, MESSAGES - 1)).isEqualTo(MESSAGES - 1);
            assertThat(child.err())
                    .containsPattern("shard 0 lost 1 message of queue orders of account [0-9]{12}, offsets 0 to 0: "
                            + segment.getFileName() + " is damaged in block 0; there is no other copy");
            assertThat(again.client().get("/metrics"))
                    .containsPattern("sluice_lost_messages_total\\{shard=\"0\"} 1")
                    .containsPattern("sluice_rewritten_bytes_total\\{shard=\"0\"} ");
            child.terminate();
            assertThat(child.exit()).isZero();
        }
        assertThat(verify())
                .containsPattern(
                        "shard-00 lost 1 messages of queue orders of account [0-9]{12} .*, offsets 0 to 0, at ")
                .contains("lost in all: 1 messages", "is as it was written");
    }

    private static void send(Customer customer, String queue, int messages) throws IOException, InterruptedException {
        byte[] body = new byte[MESSAGE_BYTES];
        Random random = new Random(1);
        for (int i = 0; i < messages; i++) {
            random.nextBytes(body);
            customer.send(queue, Base64.getEncoder().encodeToString(body));
        }
    }

    private static void flipABit(Path segment) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        bytes[1_000] ^= 4;
        Files.write(segment, bytes);
    }

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private static void awaitThat(Condition condition) throws IOException, InterruptedException {
        boolean holds = condition.holds();
        for (int i = 0; i < 1_000 && !holds; i++) {
            Thread.sleep(10);
            holds = condition.holds();
        }
        assertThat(holds).isTrue();
    }

    /** While the damage is looked at, receives that need what is damaged are refused. */
    private static int drained(Customer customer, String queue, int messages) throws IOException, InterruptedException {
        int drained = 0;
        for (int i = 0; i < 100 && drained < messages; i++) {
            drained += customer.drain(queue);
            Thread.sleep(10);
        }
        return drained;
    }

    private String verify() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
        Verify.run(new String[] {"--data", Child.data(home).toString()}, to, to, false);
        return out.toString(StandardCharsets.UTF_8);
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> all = Files.walk(Child.data(home))) {
            return all.filter(file -> file.getFileName().toString().startsWith("segment-"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }
}
