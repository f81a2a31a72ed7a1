package io.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bit of one record flips on disk: that one is told of by name, everything else goes on. */
class DamagedRecordTest {
    @TempDir
    Path directory;

    private final List<RecordDamaged> told = new ArrayList<>();

    @Test
    void damagedTopicIsNamedAndTheOthersAreServed() throws IOException {
        TenantId tenant;
        try (Opened catalog = new Opened(directory)) {
            tenant = catalog.signUp("a@example.com").tenant().id();
            made(catalog, tenant, "bills");
            made(catalog, tenant, "orders");
        }
        flipValueOf("topic/" + tenant + "/orders");
        try (Opened catalog = new Opened(directory, told::add)) {
            assertThat(told)
                    .singleElement()
                    .extracting(Throwable::getMessage)
                    .asString()
                    .contains("catalog.db holds a damaged record, topic/" + tenant + "/orders:")
                    .contains("put the file back from a backup");
            assertThatThrownBy(() -> catalog.topics.find(tenant, "orders"))
                    .isInstanceOf(RecordDamaged.class)
                    .hasMessageContaining("topic/" + tenant + "/orders");
            assertThatThrownBy(() -> create(catalog, tenant, "orders"))
                    .as("its name is not free")
                    .isInstanceOf(RecordDamaged.class);

            assertThat(catalog.topics.find(tenant, "bills")).isPresent();
            assertThat(catalog.topics.find(tenant, "nothing")).isEmpty();
            assertThat(catalog.topics.list(tenant, "", null, 10))
                    .extracting(Topic::name)
                    .containsExactly("bills");
            made(catalog, tenant, "letters");
        }
    }

    @Test
    void damagedKeyIsNeitherUnknownNorGood() throws IOException {
        Key damaged;
        Key other;
        try (Opened catalog = new Opened(directory)) {
            damaged = catalog.signUp("a@example.com").key();
            other = catalog.signUp("b@example.com").key();
        }
        flipValueOf(KeyRecord.key(damaged.id()));
        try (Opened catalog = new Opened(directory, told::add)) {
            assertThat(told).hasSize(1);
            assertThatThrownBy(() -> catalog.keys.find(damaged.id()))
                    .isInstanceOf(RecordDamaged.class)
                    .hasMessageContaining("key/" + damaged.id());
            assertThat(catalog.keys.find(other.id())).contains(other);
            assertThat(catalog.keys.find("SLUIAAAAAAAAAAAAAAAA")).isEmpty();
        }
    }

    @Test
    void damagedAddressAndTenantAreNamedAndSignUpGoesOn() throws IOException {
        TenantId tenant;
        try (Opened catalog = new Opened(directory)) {
            tenant = catalog.signUp("a@example.com").tenant().id();
        }
        flipValueOf("email/a@example.com");
        flipValueOf(TenantRecord.key(tenant));
        try (Opened catalog = new Opened(directory, told::add)) {
            assertThatThrownBy(() -> catalog.signUp("a@example.com"))
                    .isInstanceOf(RecordDamaged.class)
                    .hasMessageContaining("email/a@example.com");
            assertThatThrownBy(() -> catalog.tenants.find(tenant))
                    .isInstanceOf(RecordDamaged.class)
                    .hasMessageContaining("tenant/" + tenant);
            catalog.signUp("b@example.com");
        }
    }

    @Test
    void damagedMasterKeyRecordStopsTheStart() throws IOException {
        new Opened(directory).close();
        flipValueOf(MasterKeyRecord.KEY);
        assertThatThrownBy(() -> new Opened(directory, told::add))
                .isInstanceOf(RecordDamaged.class)
                .hasMessageContaining("master-key");
    }

    @Test
    void everyFlippedBitOfAValueIsFound() throws IOException {
        try (SqliteStore store = store()) {
            put(store, "x/a", "a value of some length");
            put(store, "x/b", "another one");
        }
        Path file = directory.resolve("catalog.db");
        byte[] whole = Files.readAllBytes(file);
        int at = indexOf(whole, "a value of some length".getBytes(StandardCharsets.US_ASCII));
        for (int bit = 0; bit < "a value of some length".length() * 8; bit += 3) {
            byte[] flipped = whole.clone();
            flipped[at + bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(file, flipped);
            try (SqliteStore store = store()) {
                assertThatThrownBy(() -> store.get("x/a")).isInstanceOf(RecordDamaged.class);
                assertThatThrownBy(() -> store.range("x/", null, 10)).isInstanceOf(RecordDamaged.class);
                assertThat(store.get("x/b")).isPresent();
            }
        }
    }

    private SqliteStore store() {
        return new SqliteStore(
                directory.resolve("catalog.db"),
                failure -> {
                    throw failure;
                },
                told::add);
    }

    private static void put(SqliteStore store, String key, String value) {
        RecordStore.Write write = new RecordStore.Write.Put(key, value.getBytes(StandardCharsets.US_ASCII));
        Commits.now(store, Commits.onlyIf(key, 0, write));
    }

    private static Topics.Change create(Opened catalog, TenantId tenant, String name) {
        return catalog.topics.create(tenant, name, TopicsTest.CONFIG, List.of(0), Duration.ZERO);
    }

    private static void made(Opened catalog, TenantId tenant, String name) {
        catalog.topics.applied(TopicsTest.made(create(catalog, tenant, name)));
    }

    /** In a record's row the value lies behind the key. */
    private void flipValueOf(String key) throws IOException {
        byte[] name = key.getBytes(StandardCharsets.US_ASCII);
        Path file = directory.resolve("catalog.db");
        byte[] whole = Files.readAllBytes(file);
        whole[indexOf(whole, name) + name.length + 5] ^= 1;
        Files.write(file, whole);
    }

    private static int indexOf(byte[] whole, byte[] part) {
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(new String(part, StandardCharsets.ISO_8859_1));
        assertThat(at).isPositive();
        return at;
    }
}
