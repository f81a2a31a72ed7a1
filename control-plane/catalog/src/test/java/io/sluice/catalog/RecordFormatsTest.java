package io.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.DeadLetterPolicy;
import io.sluice.model.Fifo;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The stored formats: what was written is read, also what the first version wrote (src/test/resources/golden). */
class RecordFormatsTest {
    private static final Instant THEN = Instant.parse("2026-11-21T10:00:00.123Z");
    private static final TenantId TENANT = new TenantId(123_456_789_012L);
    private static final Topic TOPIC = new Topic(
            TENANT,
            "orders",
            77,
            List.of(new Place(PartitionId.of(77, 0), 2), new Place(PartitionId.of(77, 1), 5)),
            TopicsTest.config(
                    Optional.of(new DeadLetterPolicy(TENANT, "dead", new Place(PartitionId.of(70, 0), 1), 5)),
                    Map.of("Policy", "{}", "Tag", "ü")),
            4,
            THEN,
            THEN.plusSeconds(9));

    private static <T> void golden(String name, T value, Function<T, byte[]> toWire, Function<byte[], T> fromWire)
            throws IOException {
        String file = "/golden/" + name + "-1.hex";
        try (InputStream in = RecordFormatsTest.class.getResourceAsStream(file)) {
            String written = HexFormat.of().formatHex(toWire.apply(value));
            assertThat(in).as("%s should hold %s", file, written).isNotNull();
            String kept = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
            assertThat(written).isEqualTo(kept);
            byte[] bytes = HexFormat.of().parseHex(kept);
            assertThat(fromWire.apply(bytes)).isEqualTo(value);
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> fromWire.apply(cut)).isInstanceOf(StoreFailed.class);
            }
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            assertThatThrownBy(() -> fromWire.apply(longer)).isInstanceOf(StoreFailed.class);
            bytes[0]++;
            assertThatThrownBy(() -> fromWire.apply(bytes)).hasMessageContaining("newer version");
        }
    }

    private static Topic fifo() {
        TopicConfig config = new TopicConfig(
                Duration.ofSeconds(30),
                Duration.ZERO,
                Duration.ofDays(4),
                Duration.ZERO,
                1_048_576,
                Optional.empty(),
                Optional.of(new Fifo(Fifo.Scope.GROUP)),
                Map.of());
        return new Topic(TENANT, "orders.fifo", 78, TOPIC.places(), config, 4, THEN, THEN);
    }

    @Example
    void everyKindIsReadAsTheFirstVersionWroteIt() throws IOException {
        golden(
                "tenant",
                new Tenant(TENANT, new EmailAddress("you@example.com"), "Zoë", THEN),
                TenantRecord::toWire,
                TenantRecord::fromWire);
        golden("email", TENANT, EmailRecord::toWire, EmailRecord::fromWire);
        golden(
                "key",
                new SealedKey("SLUIABCDEFGHIJKLMNOP", TENANT, "me", new byte[] {1, 2, 3}, THEN),
                KeyRecord::toWire,
                KeyRecord::fromWire);
        golden(
                "datakey",
                new SealedDataKey(7, TENANT, new byte[] {1, 2, 3}, THEN),
                DataKeyRecord::toWire,
                DataKeyRecord::fromWire);
        golden(
                "signed-up",
                new SignedUp(TENANT, "SLUIABCDEFGHIJKLMNOP", THEN),
                SignedUpRecord::toWire,
                SignedUpRecord::fromWire);
        golden("counter", 1_025L, CounterRecord::toWire, CounterRecord::fromWire);
        golden("master-key", "0123456789abcdef", MasterKeyRecord::toWire, MasterKeyRecord::fromWire);
        golden("topic", new TopicEntry.Live(TOPIC), TopicRecord::toWire, TopicRecord::fromWire);
        golden("topic-fifo", new TopicEntry.Live(fifo()), TopicRecord::toWire, TopicRecord::fromWire);
        golden(
                "topic-resting",
                new TopicEntry.Resting(new TopicName(TENANT, "orders"), THEN),
                TopicRecord::toWire,
                TopicRecord::fromWire);
        golden("unapplied", new Unapplied(TOPIC, true), UnappliedRecord::toWire, UnappliedRecord::fromWire);
    }

    @Property
    void topicsComeBackAsTheyWere(@ForAll("topics") Topic topic) {
        TopicEntry live = new TopicEntry.Live(topic);
        assertThat(TopicRecord.fromWire(TopicRecord.toWire(live))).isEqualTo(live);
        TopicEntry resting = new TopicEntry.Resting(TopicName.of(topic), topic.createdAt());
        assertThat(TopicRecord.fromWire(TopicRecord.toWire(resting))).isEqualTo(resting);
        for (boolean deleted : new boolean[] {true, false}) {
            Unapplied change = new Unapplied(topic, deleted);
            assertThat(UnappliedRecord.fromWire(UnappliedRecord.toWire(change))).isEqualTo(change);
        }
        assertThat(TopicRecord.name(TopicRecord.key(TopicName.of(topic)))).isEqualTo(TopicName.of(topic));
    }

    @Property
    void tenantsComeBackAsTheyWere(@ForAll("accounts") TenantId id, @ForAll String name, @ForAll("times") Instant at) {
        Tenant tenant = new Tenant(id, new EmailAddress("a+b@c.d"), wellFormed(name), at);
        assertThat(TenantRecord.fromWire(TenantRecord.toWire(tenant))).isEqualTo(tenant);
        assertThat(EmailRecord.fromWire(EmailRecord.toWire(id))).isEqualTo(id);
    }

    @Property
    void keysComeBackAsTheyWere(
            @ForAll("accounts") TenantId tenant, @ForAll byte[] secret, @ForAll("times") Instant at) {
        SealedKey key = new SealedKey("SLUIABCDEFGHIJKLMNOP", tenant, tenant.toString(), secret, at);
        assertThat(KeyRecord.fromWire(KeyRecord.toWire(key))).isEqualTo(key);
    }

    @Property
    void numbersComeBackAsTheyWere(@ForAll long next) {
        assertThat(CounterRecord.fromWire(CounterRecord.toWire(next))).isEqualTo(next);
        String id = Long.toHexString(next);
        assertThat(MasterKeyRecord.fromWire(MasterKeyRecord.toWire(id))).isEqualTo(id);
    }

    @Property
    void anyBytesAreReadOrRefusedClearly(@ForAll byte[] bytes) {
        for (Function<byte[], ?> reader : List.<Function<byte[], ?>>of(
                TopicRecord::fromWire, UnappliedRecord::fromWire, TenantRecord::fromWire, KeyRecord::fromWire)) {
            if (bytes.length > 0) {
                bytes[0] = 1;
            }
            try {
                assertThat(reader.apply(bytes)).isNotNull();
            } catch (StoreFailed refused) {
                assertThat(refused).hasMessageNotContaining("\n");
            }
        }
    }

    /** Lone surrogates have no UTF-8. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Provide
    Arbitrary<TenantId> accounts() {
        return Arbitraries.longs().between(0, 999_999_999_999L).map(TenantId::new);
    }

    @Provide
    Arbitrary<Instant> times() {
        return Arbitraries.longs().between(0, 4_102_444_800_000L).map(Instant::ofEpochMilli);
    }

    @Provide
    Arbitrary<Topic> topics() {
        Arbitrary<String> names = Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(80);
        Arbitrary<Place> places = Combinators.combine(
                        Arbitraries.longs().between(0, Long.MAX_VALUE), Arbitraries.integers())
                .as((partition, shard) -> new Place(new PartitionId(partition), shard));
        Arbitrary<Duration> durations =
                Arbitraries.longs().between(0, 1_209_600_000L).map(Duration::ofMillis);
        Arbitrary<DeadLetterPolicy> policies = Combinators.combine(
                        accounts(), names, places, Arbitraries.integers().between(1, 1_000))
                .as(DeadLetterPolicy::new);
        Arbitrary<TopicConfig> configs = Combinators.combine(
                        durations,
                        durations,
                        durations,
                        durations,
                        Arbitraries.integers(),
                        policies.optional(),
                        Arbitraries.of(Fifo.Scope.class).map(Fifo::new).optional(),
                        Arbitraries.maps(names, names).ofMaxSize(3))
                .as(TopicConfig::new);
        return Combinators.combine(
                        accounts(),
                        names,
                        Arbitraries.longs().between(0, (1L << 47) - 1),
                        places.list().ofMinSize(1).ofMaxSize(3),
                        configs,
                        Arbitraries.longs(),
                        times(),
                        times())
                .as(Topic::new);
    }
}
