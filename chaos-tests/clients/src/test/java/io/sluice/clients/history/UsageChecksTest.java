package io.sluice.clients.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Each check of usage passes a good history and catches planted bad ones. A message has 100 bytes. */
class UsageChecksTest {
    private static Script traffic() {
        return new Script().send("a").receive("a", 1).ack("a");
    }

    @Test
    void exactBillsAreWithinTheBracket() {
        kept(new BilledWithinBracket(), traffic().usage(100, 100, 2, 1), 2);
    }

    @Test
    void aDoubleBillIsFound() {
        broken(new BilledWithinBracket(), traffic().usage(200, 100, 2, 1));
        broken(new BilledWithinBracket(), traffic().usage(100, 200, 2, 1));
        broken(new BilledWithinBracket(), traffic().usage(100, 100, 3, 1));
        broken(new BilledWithinBracket(), traffic().usage(100, 100, 2, 2));
    }

    @Test
    void aForgottenBillIsFound() {
        broken(new BilledWithinBracket(), traffic().usage(99, 100, 2, 1));
        broken(new BilledWithinBracket(), traffic().usage(100, 0, 2, 1));
        broken(new BilledWithinBracket(), traffic().usage(100, 100, 1, 1));
        broken(new BilledWithinBracket(), traffic().usage(100, 100, 2, 0));
    }

    @Test
    void whatIsUnknownMayBeBilledOnce() {
        Script script = traffic().send("b", Phase.UNKNOWN).receiveUnseen();
        kept(new BilledWithinBracket(), script.usage(100, 100, 2, 1), 2);
        Script billed = traffic().send("b", Phase.UNKNOWN).receiveUnseen();
        kept(new BilledWithinBracket(), billed.usage(200, 200, 3, 2), 2);
        Script twice = traffic().send("b", Phase.UNKNOWN).receiveUnseen();
        broken(new BilledWithinBracket(), twice.usage(300, 200, 4, 2));
    }

    @Test
    void whatWasRefusedMayNotBeBilled() {
        broken(new BilledWithinBracket(), traffic().send("b", Phase.FAIL).usage(200, 100, 3, 1));
        broken(
                new BilledWithinBracket(),
                traffic().ack(Script.QUEUE, "b", Phase.FAIL).usage(100, 100, 3, 1));
    }

    @Test
    void aLargeBatchIsBilledByTheUnit() {
        Item large = new Item("l", "h", 64 * 1024 + 1, 0);
        assertThat(Traffic.sent(java.util.List.of(large))).isEqualTo(new Traffic(64 * 1024 + 1, 0, 2, 0));
        assertThat(Traffic.sent(java.util.List.of())).isEqualTo(Traffic.NONE);
    }

    @Test
    void emptyReceivesAndRefusalsCostNothing() {
        Script script = traffic()
                .usage(100, 100, 2, 1)
                .receiveNothing()
                .send("b", Phase.FAIL)
                .usage(100, 100, 2, 1);
        kept(new NothingForNothing(), script, 2);
    }

    @Test
    void aBilledEmptyReceiveIsFound() {
        broken(
                new NothingForNothing(),
                traffic().usage(100, 100, 2, 1).receiveNothing().usage(100, 100, 2, 2));
        broken(
                new NothingForNothing(),
                traffic().usage(100, 100, 2, 1).send("b", Phase.FAIL).usage(100, 100, 3, 1));
    }

    @Test
    void whatMayHaveCostSomethingIsNoTestOfNothing() {
        Script script = traffic().usage(100, 100, 2, 1).send("b").usage(200, 100, 3, 1);
        assertThat(new NothingForNothing().over(script.history()).exercised()).isZero();
    }

    @Test
    void usageThatAKillDoesNotChangeIsFine() {
        kept(new UsageSurvivesKill(), traffic().usage(100, 100, 2, 1, 5).kill().usage(100, 100, 2, 1, 6), 1);
    }

    @Test
    void usageChangedByAKillIsFound() {
        broken(new UsageSurvivesKill(), traffic().usage(100, 100, 2, 1).kill().usage(200, 100, 2, 1));
        broken(new UsageSurvivesKill(), traffic().usage(100, 100, 2, 1).kill().usage(0, 0, 0, 0));
        broken(
                new UsageSurvivesKill(),
                traffic().usage(100, 100, 2, 1, 5).kill().usage(100, 100, 2, 1, 4));
    }

    @Test
    void readingsWithTrafficBetweenThemProveNothingOfKills() {
        Script script = traffic().usage(100, 100, 2, 1).send("b").kill().usage(200, 100, 3, 1);
        assertThat(new UsageSurvivesKill().over(script.history()).exercised()).isZero();
    }

    private static void kept(Check check, Script script, long exercised) {
        Verdict verdict = check.over(script.history());
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.exercised()).isEqualTo(exercised);
    }

    private static void broken(Check check, Script script) {
        Verdict verdict = check.over(script.history());
        assertThat(verdict.kept()).as(verdict.toString()).isFalse();
        assertThat(verdict.broken()).isPositive();
    }
}
