package io.sluice.shard.look;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.api.Peek;
import io.sluice.api.PeekPage;
import io.sluice.api.Peeked;
import io.sluice.api.Peeking;
import io.sluice.api.Result;
import io.sluice.api.Schedules;
import io.sluice.model.MessageStage;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.shard.Rig;
import io.sluice.shard.door.LocalPeeking;
import io.sluice.shard.door.LocalSchedules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Looks at real shards: bounded, whole wherever bodies are, and of no consequence to consumers. */
class PeeksTest {
    private static final Set<MessageStage> ALL = EnumSet.allOf(MessageStage.class);
    private static final Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE);

    @Test
    void whatHasLeftMemoryIsShownAndStillDelivered() throws Exception {
        Rig rig = new Rig(1);
        rig.memtableBytes = 64 << 10;
        rig.start();
        Topic topic = rig.topic("q", 0, 1);
        for (int i = 0; i < 300; i++) {
            rig.send(topic, body(i));
        }
        rig.pass(Duration.ofSeconds(2));
        assertThat(rig.shards.getFirst().gauges().segments()).isPositive();

        List<String> shown = new ArrayList<>();
        for (long at = 0; at >= 0; ) {
            PeekPage page = Rig.ok(rig.await(look(rig, topic, at, Optional.empty())));
            page.messages().forEach(message -> shown.add(text(message)));
            at = page.next();
        }
        assertThat(shown).hasSize(300);
        for (int i = 0; i < 300; i++) {
            assertThat(shown.get(i)).isEqualTo(body(i));
        }
        Set<String> delivered = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            List<Delivery> got = rig.receive(topic, 10);
            got.forEach(one -> assertThat(one.receives()).isEqualTo(1));
            delivered.addAll(Rig.bodies(got));
        }
        assertThat(delivered).hasSize(300);
    }

    @Test
    void aSearchEndsAtItsLimitAndGoesOnFromThere() throws Exception {
        Rig rig = new Rig(1);
        Topic topic = rig.topic("q", 0, 1);
        for (int i = 0; i < 1_010; i++) {
            rig.send(topic, "a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
        }
        Peek.Content none =
                new Peek.Content(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("never"));
        PeekPage first = Rig.ok(rig.await(look(rig, topic, 0, Optional.of(none))));
        assertThat(first.messages()).isEmpty();
        assertThat(first.looked()).isEqualTo(Peeking.MAX_LOOKED);
        assertThat(first.next()).isEqualTo(Peeking.MAX_LOOKED);
        PeekPage second = Rig.ok(rig.await(look(rig, topic, first.next(), Optional.of(none))));
        assertThat(second.looked()).isEqualTo(100);
        assertThat(second.next()).isNegative();
    }

    @Test
    void aSearchTakesNoLongerThanItMay() throws Exception {
        Rig rig = new Rig(1);
        Topic topic = rig.topic("q", 0, 1);
        for (int i = 0; i < 200; i++) {
            rig.send(topic, "a");
        }
        Peek.Content none =
                new Peek.Content(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("never"));
        CompletionStage<Result<PeekPage>> slow = look(rig, topic, 0, Optional.of(none));
        rig.shards.getFirst().step();
        rig.time.advanceMs(1_500);
        PeekPage page = Rig.ok(rig.await(slow));
        assertThat(page.next()).isPositive();
        assertThat(page.looked()).isLessThan(200);
    }

    @Test
    void whoHasALeaseIsKnownUntilARestart() throws Exception {
        Rig rig = new Rig(1);
        Topic topic = rig.topic("q", 0, 1);
        rig.send(topic, "one");
        rig.receive(topic, 1);
        Peeked leased = only(rig, topic);
        assertThat(leased.stage()).isEqualTo(MessageStage.LEASED);
        assertThat(leased.lease().orElseThrow().holder()).isEqualTo(Rig.CALLER.principal());
        assertThat(leased.until()).contains(leased.lease().orElseThrow().since().plusSeconds(30));
        String hash = rig.hashes().getFirst();
        rig.crash(1);
        assertThat(rig.hashes().getFirst()).isEqualTo(hash);
        assertThat(only(rig, topic).lease().orElseThrow().holder()).isNull();
    }

    @Test
    void aTenantHasTwoLooksAtATimeAndOneOfAQueueThatGoesIsRefused() throws Exception {
        Rig rig = new Rig(1);
        Topic topic = rig.topic("q", 0, 1);
        rig.send(topic, "one");
        List<CompletionStage<Result<PeekPage>>> looks = List.of(
                look(rig, topic, 0, Optional.empty()),
                look(rig, topic, 0, Optional.empty()),
                look(rig, topic, 0, Optional.empty()));
        assertThat(rig.await(looks.get(2)))
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.rejection()).isInstanceOf(Rejection.Throttled.class));
        assertThat(Rig.ok(rig.await(looks.get(0))).messages()).hasSize(1);
        assertThat(Rig.ok(rig.await(looks.get(1))).messages()).hasSize(1);
        assertThat(Rig.ok(rig.await(look(rig, topic, 0, Optional.empty()))).messages())
                .hasSize(1);
        rig.delete(topic);
        assertThat(rig.await(look(rig, topic, 0, Optional.empty())))
                .isEqualTo(Result.refused(new Rejection.NoSuchTopic()));
    }

    @Test
    void aDelayedMessageThatLeftMemoryIsCancelled() throws Exception {
        Rig rig = new Rig(1);
        rig.memtableBytes = 64 << 10;
        rig.start();
        Topic topic = rig.topic("q", 0, 1);
        LocalSchedules schedules = new LocalSchedules(rig.shards, () -> new io.sluice.model.MessageId(9, 9));
        for (int i = 0; i < 300; i++) {
            Rig.ok(rig.trySend(topic, Duration.ofSeconds(60), body(i)));
        }
        rig.pass(Duration.ofSeconds(2));
        for (int i = 0; i < 300; i += 2) {
            Rig.ok(rig.await(schedules.cancel(Rig.CALLER, topic, i)));
        }
        Rig.ok(rig.await(schedules.move(Rig.CALLER, topic, 1, new Schedules.When.In(Duration.ofDays(400)))));
        assertThat(rig.await(schedules.cancel(Rig.CALLER, topic, 0)))
                .isEqualTo(Result.refused(new Rejection.NotScheduled()));
        rig.crash(7);
        rig.pass(Duration.ofSeconds(61));
        List<String> got = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            got.addAll(Rig.bodies(rig.receive(topic, 10)));
        }
        assertThat(got).hasSize(149).doesNotContain(body(0), body(1), body(298)).contains(body(3), body(299));
    }

    private static Peeked only(Rig rig, Topic topic) throws IOException {
        PeekPage page = Rig.ok(rig.await(look(rig, topic, 0, Optional.empty())));
        assertThat(page.messages()).hasSize(1);
        return page.messages().getFirst();
    }

    private static CompletionStage<Result<PeekPage>> look(
            Rig rig, Topic topic, long from, Optional<Peek.Content> content) {
        return new LocalPeeking(rig.shards)
                .peek(Rig.CALLER, topic, new Peek(from, 100, 1_024, ALL, Instant.EPOCH, LATEST, content));
    }

    private static String body(int number) {
        return number + "x".repeat(600);
    }

    private static String text(Peeked message) {
        return new String(message.message().body(), StandardCharsets.UTF_8);
    }
}
