package io.sluice.clients.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Each check of delivery passes a good history and catches planted bad ones. */
class DeliveryChecksTest {
    private static Script good() {
        return new Script()
                .send("a")
                .receive("a", 1)
                .ack("a")
                .send("b")
                .receive("b", 1)
                .extend("b", 0)
                .receive("b", 2)
                .ack("b")
                .send("!")
                .receive("!", 1)
                .pass(Script.LEASE)
                .receive("!", 2)
                .extend("!", 0)
                .receiveParked("!")
                .ack(Script.DEAD, "!", Phase.OK);
    }

    @Test
    void aGoodHistoryKeepsEveryPromise() {
        History history = good().history();
        kept(new NoLoss().over(history), 3);
        kept(new NoPhantom().over(history), 6);
        kept(new AckIsFinal().over(history), 3);
        kept(new RedeliveryAfterLease().over(history), 2);
        kept(new ParkedAtMaximum().over(history), 3);
    }

    @Test
    void anEmptyHistoryExercisesNothingAndSoFails() {
        Report report = Report.on(new Script().history());
        assertThat(report.kept()).isFalse();
        assertThat(report.verdicts()).allMatch(verdict -> verdict.exercised() == 0 && verdict.broken() == 0);
        assertThat(report.toString()).contains("NEVER EXERCISED");
    }

    @Test
    void aLostMessageIsFound() {
        broken(new NoLoss(), good().send("lost"));
    }

    @Test
    void aDeliveredMessageThatNeverComesAgainIsLost() {
        broken(new NoLoss(), good().send("c").receive("c", 1).extend("c", 0));
    }

    @Test
    void aSendOfUnknownOutcomeMayBeGone() {
        kept(new NoLoss().over(good().send("maybe", Phase.UNKNOWN).history()), 3);
        kept(new NoLoss().over(good().send("open", Phase.INVOKE).history()), 3);
    }

    @Test
    void anAckOfUnknownOutcomeMayHaveTakenTheMessage() {
        Script script = good().send("c").receive("c", 1).ack(Script.QUEUE, "c", Phase.UNKNOWN);
        kept(new NoLoss().over(script.history()), 4);
    }

    @Test
    void aPhantomIsFound() {
        broken(new NoPhantom(), good().receive("never sent", 1));
    }

    @Test
    void aChangedBodyIsFound() {
        broken(new NoPhantom(), good().send("c").receive(Script.QUEUE, new Item("c", "another hash", 100, 1)));
        broken(new NoPhantom(), good().send("c").receive(Script.QUEUE, new Item("c", "hash of c", 99, 1)));
    }

    @Test
    void anotherTenantsMessageIsFound() {
        Script script = good().sendAs("other", "secret").receive("secret", 1);
        broken(new NoPhantom(), script);
    }

    @Test
    void aMessageThatWasSentToAnotherQueueIsFound() {
        Script script = new Script().sendTo(Script.DEAD, "c").receive("c", 1);
        broken(new NoPhantom(), script);
    }

    @Test
    void aDeliveryOfWhatAnErrorSaidHadNoEffectIsFound() {
        broken(new NoPhantom(), good().send("refused", Phase.FAIL).receive("refused", 1));
        Script unknown = good().send("c", Phase.UNKNOWN).receive("c", 1).ack("c");
        kept(new NoPhantom().over(unknown.history()), 7);
    }

    @Test
    void aDeliveryAfterAnAckIsFound() {
        broken(new AckIsFinal(), good().receive("a", 2));
        broken(new AckIsFinal(), good().pass(100).receive("a", 2));
    }

    @Test
    void aReceiveThatWasUnderWayDuringTheAckIsNotHeldAgainstIt() {
        Script script =
                new Script().send("a").receive("a", 1).ack("a").receive("a", 2).begunEarlier(2);
        kept(new AckIsFinal().over(script.history()), 1);
    }

    @Test
    void aRedeliveryDuringALeaseIsFound() {
        broken(
                new RedeliveryAfterLease(),
                new Script().send("a").receive("a", 1).receive("a", 2));
        broken(
                new RedeliveryAfterLease(),
                new Script().send("a").receive("a", 1).pass(Script.LEASE - 3).receive("a", 2));
        broken(
                new RedeliveryAfterLease(),
                new Script()
                        .send("a")
                        .receive("a", 1)
                        .extend("a", 60)
                        .pass(Script.LEASE)
                        .receive("a", 2));
    }

    @Test
    void aRedeliveryAcrossAKillDuringALeaseIsFound() {
        broken(
                new RedeliveryAfterLease(),
                new Script().send("a").receive("a", 1).kill().receive("a", 2));
    }

    @Test
    void aRedeliveryAfterTheLeasesEndIsFine() {
        Script script =
                new Script().send("a").receive("a", 1).pass(Script.LEASE).receive("a", 2);
        kept(new RedeliveryAfterLease().over(script.history()), 1);
        Script shortened =
                new Script().send("a").receive("a", 1).extend("a", 3).pass(3).receive("a", 2);
        kept(new RedeliveryAfterLease().over(shortened.history()), 1);
        Script tooLate = new Script()
                .send("a")
                .receive("a", 1)
                .pass(Script.LEASE)
                .extend("a", 60)
                .receive("a", 2);
        kept(new RedeliveryAfterLease().over(tooLate.history()), 1);
    }

    @Test
    void aMessageParkedTooEarlyIsFound() {
        broken(
                new ParkedAtMaximum(),
                new Script().send("a").receive("a", 1).extend("a", 0).receiveParked("a"));
        broken(new ParkedAtMaximum(), new Script().send("a").receiveParked("a"));
    }

    @Test
    void receivesThatNobodySawMayHaveCounted() {
        Script script = new Script()
                .send("a")
                .receive("a", 1)
                .extend("a", 0)
                .receiveUnseen()
                .receiveParked("a");
        kept(new ParkedAtMaximum().over(script.history()), 1);
        Script both = new Script().send("a").receiveUnseen().receiveUnseen().receiveParked("a");
        kept(new ParkedAtMaximum().over(both.history()), 1);
    }

    @Test
    void aReceiveBeyondTheMaximumIsFound() {
        broken(new ParkedAtMaximum(), good().send("c").receive("c", Script.MAXIMUM + 1));
    }

    @Test
    void aMessageInBothQueuesIsFound() {
        broken(new ParkedAtMaximum(), good().receive("!", 2));
    }

    @Test
    void aMessageAtTheMaximumThatIsNeitherAckedNorParkedIsFound() {
        broken(
                new ParkedAtMaximum(),
                new Script()
                        .send("a")
                        .receive("a", 1)
                        .extend("a", 0)
                        .receive("a", 2)
                        .extend("a", 0));
    }

    @Test
    void aMessageParkedThoughAckedInTimeIsFound() {
        broken(
                new ParkedAtMaximum(),
                new Script()
                        .send("a")
                        .receive("a", 1)
                        .extend("a", 0)
                        .receive("a", 2)
                        .ack("a")
                        .receiveParked("a"));
    }

    private static void kept(Verdict verdict, long exercised) {
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.exercised()).isEqualTo(exercised);
        assertThat(verdict.kept()).isTrue();
    }

    private static void broken(Check check, Script script) {
        Verdict verdict = check.over(script.history());
        assertThat(verdict.broken()).as(verdict.toString()).isPositive();
        assertThat(verdict.kept()).isFalse();
        assertThat(verdict.violations()).isNotEmpty();
    }
}
