package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.api.Extension;
import io.sluice.api.Outgoing;
import io.sluice.api.Poll;
import io.sluice.api.Result;
import io.sluice.api.Want;
import io.sluice.model.Meters;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.queue.command.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a producer and a consumer see of one shard. */
final class DeliveryTest {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Rig rig;
    private final Topic topic;

    DeliveryTest() throws Exception {
        rig = new Rig(1);
        topic = rig.topic("orders", 0, 1);
    }

    @Test
    void ackedMessageIsGone() throws Exception {
        rig.send(topic, "a");
        List<Delivery> got = rig.receive(topic, 10);
        assertThat(Rig.bodies(got)).containsExactly("a");
        assertThat(rig.ack(topic, got)).containsExactly(Optional.empty());
        rig.pass(LEASE.plusSeconds(1));
        assertThat(rig.receive(topic, 10)).isEmpty();
        assertThat(rig.ack(topic, got)).as("acking again is done").containsExactly(Optional.empty());
    }

    @Test
    void leasedMessageIsHiddenUntilItsLeaseEnds() throws Exception {
        rig.send(topic, "a");
        assertThat(rig.receive(topic, 1).getFirst().receives()).isEqualTo(1);
        rig.pass(LEASE.minusMillis(1));
        assertThat(rig.receive(topic, 1)).isEmpty();
        rig.pass(Duration.ofMillis(1));
        assertThat(rig.receive(topic, 1).getFirst().receives()).isEqualTo(2);
    }

    @Test
    void olderReceiptStillAcks() throws Exception {
        rig.send(topic, "a");
        List<Delivery> first = rig.receive(topic, 1);
        rig.pass(LEASE);
        rig.receive(topic, 1);
        rig.ack(topic, first);
        rig.pass(LEASE);
        assertThat(rig.receive(topic, 1)).isEmpty();
    }

    @Test
    void olderReceiptDoesNotMoveANewLease() throws Exception {
        rig.send(topic, "a");
        List<Delivery> first = rig.receive(topic, 1);
        rig.pass(LEASE);
        rig.receive(topic, 1);
        assertThat(extend(first.getFirst(), Duration.ZERO)).contains(new Rejection.LeaseEnded());
    }

    @Test
    void receiptWhoseLeaseHasEndedExtendsNothingAndThatOfAMessageThatIsGoneSaysSo() throws Exception {
        rig.send(topic, "a");
        List<Delivery> got = rig.receive(topic, 1);
        rig.pass(LEASE);
        assertThat(extend(got.getFirst(), Duration.ofMinutes(5))).contains(new Rejection.LeaseEnded());
        assertThat(rig.receive(topic, 1)).hasSize(1);
        rig.ack(topic, got);
        assertThat(extend(got.getFirst(), Duration.ofMinutes(5))).contains(new Rejection.NotLeased());
    }

    @Test
    void leaseEndsLaterWhenExtendedAndAtOnceWhenGivenBack() throws Exception {
        rig.send(topic, "a");
        Delivery got = rig.receive(topic, 1).getFirst();
        assertThat(extend(got, Duration.ofMinutes(5))).isEmpty();
        rig.pass(Duration.ofMinutes(5).minusMillis(1));
        assertThat(rig.receive(topic, 1)).isEmpty();
        assertThat(extend(got, Duration.ZERO)).isEmpty();
        assertThat(rig.receive(topic, 1)).hasSize(1);
    }

    @Test
    void leaseNeverReachesBeyondTwelveHoursFromTheReceive() throws Exception {
        rig.send(topic, "a");
        Delivery got = rig.receive(topic, 1).getFirst();
        assertThat(extend(got, Duration.ofHours(12))).isEmpty();
        rig.pass(Duration.ofSeconds(1));
        assertThat(extend(got, Duration.ofHours(12))).containsInstanceOf(Rejection.LeaseTooLong.class);
    }

    @Test
    void delayedMessageIsNeverEarlyHoweverTheWallClockJumps() throws Exception {
        rig.trySend(topic, Duration.ofMinutes(1), "a");
        rig.time.jumpWallMs(Duration.ofDays(2).toMillis());
        rig.pass(Duration.ofSeconds(59));
        assertThat(rig.receive(topic, 1)).isEmpty();
        rig.time.jumpWallMs(-Duration.ofDays(4).toMillis());
        rig.pass(Duration.ofSeconds(2));
        assertThat(rig.receive(topic, 1)).hasSize(1);
    }

    @Test
    void oneSendWakesOnePollAndTheOthersWaitOn() throws Exception {
        List<Poll> polls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            polls.add(rig.poll(topic, 10, Duration.ofSeconds(20)));
        }
        rig.run();
        rig.send(topic, "a");
        rig.run();
        assertThat(answered(polls.get(0))).isTrue();
        assertThat(answered(polls.get(1))).isFalse();
        assertThat(answered(polls.get(2))).isFalse();
        assertThat(Rig.bodies(Rig.ok(rig.await(polls.get(0).deliveries())))).containsExactly("a");
        rig.pass(Duration.ofSeconds(20));
        assertThat(Rig.ok(rig.await(polls.get(1).deliveries()))).isEmpty();
    }

    @Test
    void pollOfADeletedTopicIsToldSoAtOnce() throws Exception {
        Poll poll = rig.poll(topic, 10, Duration.ofSeconds(20));
        rig.run();
        rig.delete(topic);
        rig.run();
        assertThat(answered(poll)).isTrue();
        assertThat(rig.await(poll.deliveries())).isEqualTo(Result.refused(new Rejection.NoSuchTopic()));
    }

    @Test
    void abandonedPollTakesNothing() throws Exception {
        Poll gone = rig.poll(topic, 10, Duration.ofSeconds(20));
        rig.run();
        gone.abandon();
        rig.send(topic, "a");
        assertThat(rig.receive(topic, 1).getFirst().receives()).isEqualTo(1);
    }

    @Test
    void answerThatNobodyTookCountsAndCostsNothing() throws Exception {
        rig.send(topic, "a");
        Meters before = meters();
        Poll gone = rig.poll(topic, 10, Duration.ZERO);
        rig.run();
        assertThat(answered(gone)).isTrue();
        assertThat(meters().egressBytes()).isEqualTo(before.egressBytes() + 1);
        gone.abandon();
        gone.abandon();
        rig.run();
        assertThat(meters().egressBytes()).isEqualTo(before.egressBytes());
        assertThat(meters().opsOut()).isEqualTo(before.opsOut());
        assertThat(rig.receive(topic, 1).getFirst().receives()).isEqualTo(1);
    }

    @Test
    void pollWaitsOnWhenItsMessageWasPurgedUnderIt() throws Exception {
        Poll poll = rig.poll(topic, 1, Duration.ofSeconds(20));
        rig.run();
        Outgoing message = new Outgoing(new byte[1], List.of(), Optional.empty(), null, null, null);
        rig.messaging.send(Rig.CALLER, topic, List.of(message));
        rig.shards.getFirst().step();
        rig.purge(topic);
        assertThat(answered(poll)).isFalse();
        rig.send(topic, "b");
        assertThat(Rig.bodies(Rig.ok(rig.await(poll.deliveries())))).containsExactly("b");
    }

    @Test
    void purgeTakesLeasedAndDelayedMessagesToo() throws Exception {
        rig.send(topic, "leased", "ready");
        rig.trySend(topic, Duration.ofSeconds(5), "delayed");
        rig.receive(topic, 1);
        assertThat(rig.purge(topic)).isInstanceOf(Reply.Done.class);
        rig.pass(LEASE.plusSeconds(5));
        assertThat(rig.receive(topic, 10)).isEmpty();
        assertThat(rig.shards.getFirst().gauges().unackedBytes()).isZero();
        assertThat(rig.purge(topic)).as("within a minute").isInstanceOf(Reply.Refused.class);
        rig.pass(Duration.ofMinutes(1));
        assertThat(rig.purge(topic)).isInstanceOf(Reply.Done.class);
    }

    @Test
    void leasesBeyondTheMemoryBudgetAreThrottledButRedeliveriesAreNot() throws Exception {
        rig.memoryBytes = 4_096;
        rig.crash(1);
        rig.topic("orders", 0, 1);
        for (int i = 0; i < 40; i++) {
            rig.send(topic, "m" + i);
        }
        int leased = 0;
        Result<List<Delivery>> last =
                rig.await(rig.poll(topic, 5, Duration.ZERO).deliveries());
        while (last instanceof Result.Ok<List<Delivery>>(List<Delivery> got)) {
            leased += got.size();
            last = rig.await(rig.poll(topic, 5, Duration.ZERO).deliveries());
        }
        assertThat(last)
                .isEqualTo(Result.refused(
                        new Rejection.Throttled(Rejection.Throttled.Cause.MEMORY, Duration.ofSeconds(1))));
        assertThat(leased).isBetween(16, 25);
        rig.pass(Duration.ofSeconds(31));
        int again = 0;
        for (List<Delivery> got = rig.receive(topic, 10); again < 40; got = rig.receive(topic, 10)) {
            again += got.size();
            rig.ack(topic, got);
        }
        assertThat(again)
                .as("what was leased is given again, and the rest when it was acked")
                .isEqualTo(40);
    }

    @Test
    void messagesExpireAtTheEndOfTheirRetention() throws Exception {
        Topic brief = rig.topic("brief", 0, 2, Duration.ofMinutes(1), 0, Optional.empty());
        rig.send(brief, "a");
        rig.pass(Duration.ofSeconds(40));
        rig.send(brief, "b");
        rig.pass(Duration.ofSeconds(20));
        assertThat(rig.receive(brief, 1)).as("never early").hasSize(1);
        rig.pass(Duration.ofSeconds(1));
        assertThat(Rig.bodies(rig.receive(brief, 10))).containsExactly("b");
        rig.pass(Duration.ofSeconds(40));
        assertThat(rig.receive(brief, 10)).as("leased ones expire, too").isEmpty();
    }

    @Test
    void sendBeyondTheMemoryBudgetIsThrottledUntilConsumersCatchUp() throws Exception {
        rig.memoryBytes = 4_096;
        rig.crash(1);
        rig.topic("orders", 0, 1);
        int sent = 0;
        Result<?> last = rig.trySend(topic, Duration.ofSeconds(5), "later");
        while (last instanceof Result.Ok) {
            assertThat(++sent).isLessThan(100);
            last = rig.trySend(topic, Duration.ofSeconds(5).plusMillis(sent), "later"); // a run of its own
        }
        assertThat(last)
                .isEqualTo(Result.refused(
                        new Rejection.Throttled(Rejection.Throttled.Cause.MEMORY, Duration.ofSeconds(1))));
        rig.pass(Duration.ofSeconds(6));
        rig.ack(topic, rig.receive(topic, 10));
        rig.send(topic, "now");
    }

    @Test
    void sendThatNoFrameCanHoldIsRefused() throws Exception {
        assertThat(rig.trySend(topic, Duration.ZERO, "x".repeat(17 << 10)))
                .isEqualTo(Result.refused(new Rejection.MessageTooLarge(16 << 10)));
        rig.send(topic, "a");
    }

    @Test
    void receiptOfAnotherTopicIsForeign() throws Exception {
        Topic other = rig.topic("other", 0, 2);
        rig.send(topic, "a");
        List<Delivery> got = rig.receive(topic, 1);
        assertThat(rig.ack(other, got)).containsExactly(Optional.of(new Rejection.ForeignReceipt()));
    }

    @Test
    void emptyReceivesAndRefusalsAreNeitherLoggedNorBilled() throws Exception {
        rig.send(topic, "a");
        rig.receive(topic, 1);
        long log = rig.logs.getFirst().keptBytes();
        Meters before = meters();
        rig.receive(topic, 10);
        Poll poll = rig.poll(topic, 1, Duration.ofSeconds(3));
        rig.run();
        rig.time.advanceMs(3_000);
        rig.run();
        assertThat(answered(poll)).isTrue();
        assertThat(rig.logs.getFirst().keptBytes()).isEqualTo(log);
        assertThat(meters()).isEqualTo(before);
    }

    @Test
    void leaseOfNothingIsOverWithTheSameForceThatMadeItDurable() throws Exception {
        Rig rig = new Rig(1);
        Topic topic = rig.topic("orders", 0, 1);
        rig.send(topic, "a", "b");
        Want now = new Want(10, Optional.of(Duration.ZERO), Optional.of(Duration.ZERO));
        CompletionStage<Result<List<Delivery>>> answer =
                rig.messaging.receive(Rig.CALLER, topic, now).deliveries();
        rig.shards.getFirst().step();
        assertThat(rig.logs.getFirst().writeBatch()).isTrue();
        assertThat(rig.logs.getFirst().hasWork()).isFalse();
        rig.shards.getFirst().step();
        assertThat(rig.logs.getFirst().hasWork())
                .as("a frame that only lets time pass")
                .isFalse();
        assertThat(Rig.bodies(Rig.ok(rig.await(answer)))).as("each once").containsExactly("a", "b");
        assertThat(Rig.bodies(rig.receive(topic, 10))).as("and again").containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void storageIsTheIntegralOfBytesOverTime() throws Exception {
        rig.send(topic, "0123456789");
        rig.time.advanceMs(4_000);
        rig.ack(topic, rig.receive(topic, 1));
        rig.time.advanceMs(60_000);
        assertThat(meters().storageByteMs()).isEqualTo(40_000);
        rig.delete(topic);
        assertThat(meters().storageByteMs()).isEqualTo(40_000);
        assertThat(meters().ingressBytes()).isEqualTo(10);
    }

    private Optional<Rejection> extend(Delivery delivery, Duration lease) throws Exception {
        Extension extension = new Extension(delivery.receipt(), lease);
        return Rig.ok(rig.await(rig.messaging.extend(Rig.CALLER, topic, List.of(extension))))
                .getFirst();
    }

    private Meters meters() throws Exception {
        return rig.await(rig.usage.usage(Rig.TENANT)).total();
    }

    private static boolean answered(Poll poll) {
        return poll.deliveries().toCompletableFuture().isDone();
    }
}
