package io.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.catalog.RecordStore.Outcome;
import io.sluice.catalog.RecordStore.Transaction;
import io.sluice.catalog.RecordStore.Write;
import io.sluice.model.DeadLetterPolicy;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsTest {
    static final TopicConfig CONFIG = config(Optional.empty(), Map.of());
    private static final TenantId ALICE = new TenantId(111_111_111_111L);
    private static final TenantId BOB = new TenantId(222_222_222_222L);
    private static final Duration REST = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Opened catalog;

    @BeforeEach
    void open() {
        catalog = new Opened(directory);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    static TopicConfig config(Optional<DeadLetterPolicy> deadLetter, Map<String, String> settings) {
        return new TopicConfig(
                Duration.ofSeconds(30),
                Duration.ZERO,
                Duration.ofDays(4),
                Duration.ofSeconds(20),
                1_048_576,
                deadLetter,
                settings);
    }

    static Topic made(Topics.Change change) {
        return ((Topics.Change.Made) change).topic();
    }

    private static Rejection refused(Topics.Change change) {
        return ((Topics.Change.Refused) change).rejection();
    }

    private Topics.Change create(TenantId tenant, String name) {
        return catalog.topics.create(tenant, name, CONFIG, List.of(3), REST);
    }

    private void restart() {
        var now = catalog.clock.now;
        catalog.close();
        catalog = new Opened(directory);
        catalog.clock.now = now;
    }

    @Test
    void aTopicIsFoundAtOnceAndAfterARestart() {
        Topic topic = made(create(ALICE, "orders"));
        assertThat(topic.places()).containsExactly(new Place(PartitionId.of(topic.incarnation(), 0), 3));
        assertThat(catalog.topics.find(ALICE, "orders")).contains(topic);
        restart();
        assertThat(catalog.topics.find(ALICE, "orders")).contains(topic);
        assertThat(catalog.topics.find(BOB, "orders")).isEmpty();
    }

    @Test
    void topicsThatParkInOneAreFoundByItsNameWhetherItIsThereOrNot() {
        Topic dead = made(create(ALICE, "dead"));
        Topic orders = made(catalog.topics.create(ALICE, "orders", parkingIn(dead), List.of(0), REST));
        Topic bills = made(catalog.topics.create(ALICE, "bills", parkingIn(dead), List.of(0), REST));
        create(ALICE, "other");
        catalog.topics.delete(dead);
        assertThat(catalog.topics.parkingIn(ALICE, "dead")).containsExactly(bills, orders);
        assertThat(catalog.topics.parkingIn(BOB, "dead")).isEmpty();
        restart();
        assertThat(catalog.topics.parkingIn(ALICE, "dead")).containsExactly(bills, orders);
        catalog.topics.configure(bills, CONFIG);
        catalog.topics.delete(orders);
        assertThat(catalog.topics.parkingIn(ALICE, "dead")).isEmpty();
    }

    private static TopicConfig parkingIn(Topic dead) {
        return config(
                Optional.of(
                        new DeadLetterPolicy(ALICE, dead.name(), dead.places().getFirst(), 3)),
                Map.of());
    }

    /** Written by the first version, before queues had policies and tags. */
    @Test
    void aTopicOfTheOldFormIsReadAndTakesANewPolicy() throws IOException {
        TenantId tenant = new TenantId(123_456_789_012L);
        String written;
        try (InputStream in = getClass().getResourceAsStream("/golden/topic-1.hex")) {
            written = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
        Write old = new Write.Put("topic/" + tenant + "/orders", HexFormat.of().parseHex(written));
        assertThat(Commits.now(catalog.store, new Transaction(List.of(), List.of(old))))
                .isInstanceOf(Outcome.Committed.class);
        restart();
        Topic topic = catalog.topics.find(tenant, "orders").orElseThrow();
        assertThat(topic.incarnation()).isEqualTo(77);
        assertThat(topic.config().settings()).doesNotContainKey("tag:team");
        TopicConfig shared = config(
                topic.config().deadLetter(),
                Map.of("Policy", "x".repeat(8_192), "tag:team", "\u00fc", "tag:empty", ""));
        Topic changed = made(catalog.topics.configure(topic, shared));
        restart();
        assertThat(catalog.topics.find(tenant, "orders")).contains(changed);
        assertThat(changed.config()).isEqualTo(shared);
    }

    @Test
    void namesAreUniqueWithinATenantOnly() {
        create(ALICE, "orders");
        assertThat(refused(create(ALICE, "orders"))).isEqualTo(new Rejection.TopicExists());
        assertThat(create(BOB, "orders")).isInstanceOf(Topics.Change.Made.class);
    }

    @Test
    void incarnationsNeverRepeat() {
        long first = made(create(ALICE, "a")).incarnation();
        long second = made(create(ALICE, "b")).incarnation();
        restart();
        long third = made(create(ALICE, "c")).incarnation();
        assertThat(List.of(first, second, third)).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void aChangeToWhatWasReadBeforeAnotherChangeIsRefused() {
        Topic read = made(create(ALICE, "orders"));
        TopicConfig changed = config(Optional.empty(), Map.of("who", "first"));
        Topic newer = made(catalog.topics.configure(read, changed));
        assertThat(newer.revision()).isGreaterThan(read.revision());
        assertThat(newer.incarnation()).isEqualTo(read.incarnation());
        assertThat(refused(catalog.topics.configure(read, CONFIG))).isEqualTo(new Rejection.TopicChanged());
        assertThat(catalog.topics.find(ALICE, "orders").orElseThrow().config()).isEqualTo(changed);
    }

    @Test
    void applyingDoesNotCountAsAChange() {
        Topic read = made(create(ALICE, "orders"));
        catalog.topics.applied(read);
        assertThat(catalog.topics.configure(read, CONFIG)).isInstanceOf(Topics.Change.Made.class);
    }

    @Test
    void aDeletedNameRestsAndComesBackAsAnotherTopic() {
        Topic old = made(create(ALICE, "orders"));
        Topic last = made(catalog.topics.delete(old));
        assertThat(last.revision()).isGreaterThan(old.revision());
        assertThat(catalog.topics.find(ALICE, "orders")).isEmpty();
        assertThat(refused(catalog.topics.delete(old))).isEqualTo(new Rejection.NoSuchTopic());
        restart();
        catalog.clock.now = catalog.clock.now.plusSeconds(59);
        assertThat(refused(create(ALICE, "orders")))
                .isEqualTo(new Rejection.TopicRecentlyDeleted(Duration.ofSeconds(1)));
        catalog.clock.now = catalog.clock.now.plusSeconds(1);
        Topic fresh = made(create(ALICE, "orders"));
        assertThat(fresh.incarnation()).isGreaterThan(old.incarnation());
        assertThat(refused(catalog.topics.configure(old, CONFIG))).isEqualTo(new Rejection.NoSuchTopic());
        assertThat(refused(catalog.topics.delete(old))).isEqualTo(new Rejection.NoSuchTopic());
    }

    @Test
    void changesStayUnappliedUntilTheShardSaysSo() {
        Topic kept = made(create(ALICE, "kept"));
        Topic gone = made(catalog.topics.delete(made(create(ALICE, "gone"))));
        restart();
        assertThat(catalog.topics.unapplied())
                .containsExactlyInAnyOrder(new Unapplied(kept, false), new Unapplied(gone, true));
        catalog.topics.applied(kept);
        catalog.topics.applied(gone);
        restart();
        assertThat(catalog.topics.unapplied()).isEmpty();
        assertThat(catalog.topics.find(ALICE, "kept")).contains(kept);
    }

    @Test
    void applyingAnOlderRevisionLeavesTheNewerToBeApplied() {
        Topic first = made(create(ALICE, "orders"));
        Topic second = made(catalog.topics.configure(first, CONFIG));
        catalog.topics.applied(first);
        restart();
        assertThat(catalog.topics.unapplied()).containsExactly(new Unapplied(second, false));
    }

    @Test
    void anUnappliedDeletionOutlivesTheNamesReuse() {
        Topic gone = made(catalog.topics.delete(made(create(ALICE, "orders"))));
        catalog.clock.now = catalog.clock.now.plus(REST);
        Topic fresh = made(create(ALICE, "orders"));
        assertThat(catalog.topics.unapplied())
                .containsExactlyInAnyOrder(new Unapplied(gone, true), new Unapplied(fresh, false));
    }

    @Test
    void listsGoByNameFromBehindTheLastOne() {
        for (String name : List.of("b-2", "a", "b-1", "c", "b", "b-3")) {
            create(ALICE, name);
        }
        create(BOB, "b-0");
        catalog.topics.delete(catalog.topics.find(ALICE, "b-3").orElseThrow());
        assertThat(names(catalog.topics.list(ALICE, "", null, 100))).containsExactly("a", "b", "b-1", "b-2", "c");
        assertThat(names(catalog.topics.list(ALICE, "b", null, 2))).containsExactly("b", "b-1");
        assertThat(names(catalog.topics.list(ALICE, "b", "b-1", 2))).containsExactly("b-2");
        assertThat(names(catalog.topics.list(ALICE, "b", "a", 1))).containsExactly("b");
        assertThat(names(catalog.topics.list(ALICE, "", "c", 2))).isEmpty();
    }

    @Test
    void namesThatRestedLongEnoughAreForgotten() {
        for (int i = 0; i < 20; i++) {
            catalog.topics.delete(made(create(ALICE, "queue-" + i)));
        }
        assertThat(catalog.topics.size()).isEqualTo(20);
        catalog.clock.now = catalog.clock.now.plus(Topics.MAX_REST).plusMillis(1);
        for (int i = 0; i < 3; i++) {
            create(BOB, "new-" + i);
        }
        assertThat(catalog.topics.size()).isEqualTo(3);
        restart();
        assertThat(catalog.topics.size()).isEqualTo(3);
    }

    private static List<String> names(List<Topic> topics) {
        return topics.stream().map(Topic::name).toList();
    }
}
