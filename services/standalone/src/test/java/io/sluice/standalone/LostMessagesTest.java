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

/** A damaged segment without another copy takes along what the damaged block held, and an operator hears of it everywhere. */
class LostMessagesTest {
    /** More than half of the memtable that a shard of {@link Child} has. */
    private static final int MESSAGES = 40;

    private static final int MESSAGE_BYTES = 660_000;

    @TempDir
    static Path home;

    @Test
    void lostMessageIsNamedAndCountedAndTheOthersAreDelivered() throws IOException, InterruptedException {
        Customer customer;
        String orders;
        try (Child child = Child.start(home)) {
            customer = new Customer(child.port());
            orders = customer.createQueue("orders");
            byte[] body = new byte[MESSAGE_BYTES];
            Random random = new Random(1);
            for (int i = 0; i < MESSAGES; i++) {
                random.nextBytes(body);
                customer.send(orders, Base64.getEncoder().encodeToString(body));
            }
            for (int i = 0; i < 1_000 && segments().isEmpty(); i++) {
                Thread.sleep(10);
            }
            child.terminate();
            assertThat(child.exit()).isZero();
        }
        Path segment = segments().getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        bytes[1_000] ^= 4;
        Files.write(segment, bytes);
        assertThat(verify()).contains("DAMAGED", segment.getFileName() + " block 0: queue orders of account ");

        try (Child child = Child.start(home)) {
            Customer again = new Customer(customer, child.port());
            assertThat(drained(again, orders)).isEqualTo(MESSAGES - 1);
            assertThat(child.err())
                    .containsPattern("shard [01] lost 1 message of queue orders of account [0-9]{12}, offsets 0 to 0: "
                            + segment.getFileName() + " is damaged in block 0; there is no other copy");
            assertThat(again.client().get("/metrics"))
                    .containsPattern("sluice_lost_messages_total\\{shard=\"[01]\"} 1")
                    .containsPattern("sluice_rewritten_bytes_total\\{shard=\"[01]\"} ");
            child.terminate();
            assertThat(child.exit()).isZero();
        }
        assertThat(verify())
                .containsPattern(
                        "shard-0[01] lost 1 messages of queue orders of account [0-9]{12} .*, offsets 0 to 0, at ")
                .contains("lost in all: 1 messages", "is as it was written");
    }

    /** While the damage is looked at, receives that need what is damaged are refused. */
    private static int drained(Customer customer, String queue) throws IOException, InterruptedException {
        int drained = 0;
        for (int i = 0; i < 100 && drained < MESSAGES - 1; i++) {
            drained += customer.drain(queue);
            Thread.sleep(10);
        }
        return drained;
    }

    private static String verify() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
        Verify.run(new String[] {"--data", Child.data(home).toString()}, to, to, false);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<Path> segments() throws IOException {
        try (Stream<Path> all = Files.walk(Child.data(home))) {
            return all.filter(file -> file.getFileName().toString().startsWith("segment-"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }
}
