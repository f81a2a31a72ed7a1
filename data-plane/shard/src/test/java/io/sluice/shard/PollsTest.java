package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The line in which receives wait. */
final class PollsTest {
    private final PollRig rig;

    PollsTest() throws IOException {
        rig = new PollRig(1 << 20);
    }

    @Test
    void pollThatComesLaterIsServedLater() {
        ShardPoll first = rig.taken();
        ShardPoll second = rig.taken();
        rig.send();
        ShardPoll third = rig.taken(); // sees the message before those that wait for it were told
        assertThat(PollRig.stages(first, second, third)).containsOnly(ShardPoll.Stage.PARKED);

        rig.polls.feed(rig.topic);
        assertThat(PollRig.stages(first, second, third))
                .containsExactly(ShardPoll.Stage.PROPOSED, ShardPoll.Stage.PARKED, ShardPoll.Stage.PARKED);
        rig.send();
        rig.polls.feed(rig.topic);
        assertThat(PollRig.stages(second, third)).containsExactly(ShardPoll.Stage.PROPOSED, ShardPoll.Stage.PARKED);
    }

    @Test
    void pollWithNobodyBeforeItIsServedAtOnce() {
        rig.send();
        assertThat(rig.taken().stage).isEqualTo(ShardPoll.Stage.PROPOSED);
    }
}
