package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record of the catalog that was damaged on disk stops neither a start nor what does not need it. */
class DamagedCatalogTest {
    @TempDir
    Path home;

    @Test
    void queueWhoseRecordIsDamagedFailsAndTheOthersAreServed() throws IOException, InterruptedException {
        Customer customer;
        String bills;
        String orders;
        try (Child child = Child.start(home)) {
            customer = new Customer(child.port());
            bills = customer.createQueue("bills");
            orders = customer.createQueue("orders");
            customer.send(bills, "pay me");
            customer.send(orders, "two espressi");
            child.terminate();
            assertThat(child.exit()).isZero();
        }
        flipValueOf("/orders");
        try (Child child = Child.start(home)) {
            customer = new Customer(customer, child.port());
            assertThat(child.err()).startsWith("sluice: ").contains("catalog.db holds a damaged record, topic/");

            assertThat(customer.receive(bills, 1)).contains("pay me");
            assertThat(customer.receive(orders, 0)).contains("InternalFailure", "damaged");
            assertThat(customer.client().json("CreateQueue", "{\"QueueName\":\"orders\"}"))
                    .contains("InternalFailure", "damaged");
            assertThat(customer.createQueue("letters")).contains("letters");
            assertThat(customer.client().json("ListQueues", "{}"))
                    .contains("bills", "letters")
                    .doesNotContain("orders");
        }
    }

    /** In a record's row the value lies behind the key, which ends so. */
    private void flipValueOf(String end) throws IOException {
        Path file = Child.data(home).resolve("catalog.db");
        byte[] whole = Files.readAllBytes(file);
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        int key = text.indexOf("topic/");
        while (!text.startsWith(end, key + "topic/123456789012".length())) {
            key = text.indexOf("topic/", key + 1);
            assertThat(key).isPositive();
        }
        whole[key + "topic/123456789012".length() + end.length() + 5] ^= 1;
        Files.write(file, whole);
    }
}
