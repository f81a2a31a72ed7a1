package io.sluice.shard.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Topic;
import io.sluice.shard.Rig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an operator sees of a dead-letter topic that is gone. */
final class MissingTargetTest {
    private final Rig rig;
    private final Topic dead;
    private final Topic topic;

    MissingTargetTest() throws Exception {
        rig = new Rig(2);
        dead = rig.topic("dead", 1, 2);
        topic = rig.topic("orders", 0, 1, 1, Optional.of(dead));
    }

    @Test
    void targetThatIsThereIsNotMissing() throws Exception {
        spend();
        assertThat(missing()).isEmpty();
        assertThat(rig.receive(dead, 1)).hasSize(1);
    }

    @Test
    void goneTargetIsShownFromTheFirstMessageThatCameBackAndOnlyOnce() throws Exception {
        rig.delete(dead);
        assertThat(missing()).as("nothing was parked yet").isEmpty();
        spend();
        MissingTarget expected =
                new MissingTarget(Rig.TENANT, "orders", dead.places().getFirst().partition());
        assertThat(missing()).containsExactly(expected);
        spend();
        rig.pass(Duration.ofMinutes(2));
        assertThat(missing()).containsExactly(expected);
    }

    @Test
    void targetThatIsNoLongerNamedIsForgotten() throws Exception {
        rig.delete(dead);
        spend();
        Topic other = rig.topic("dead", 1, 3);
        rig.configure(changed(rig.topic("orders", 0, 1, 1, Optional.of(other))));
        rig.pass(Duration.ofSeconds(10));
        assertThat(missing()).isEmpty();
    }

    @Test
    void deletedSourceMissesNothing() throws Exception {
        rig.delete(dead);
        spend();
        rig.delete(topic);
        rig.pass(Duration.ofSeconds(10));
        assertThat(missing()).isEmpty();
    }

    /** The next revision. */
    private static Topic changed(Topic topic) {
        return new Topic(
                topic.tenant(),
                topic.name(),
                topic.incarnation(),
                topic.places(),
                topic.config(),
                topic.revision() + 1,
                topic.createdAt(),
                topic.modifiedAt());
    }

    /** A message is received as often as it may be, and its lease ends. */
    private void spend() throws Exception {
        rig.send(topic, "a");
        rig.receive(topic, 10);
        rig.pass(Duration.ofSeconds(31));
    }

    private List<MissingTarget> missing() {
        return rig.shards.getFirst().gauges().missingTargets();
    }
}
