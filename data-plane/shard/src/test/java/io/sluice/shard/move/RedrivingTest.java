package io.sluice.shard.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Redrives;
import io.sluice.api.Result;
import io.sluice.model.MoveTask;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.shard.Rig;
import io.sluice.shard.door.LocalRedrives;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages that somebody has chosen go on, on real shards. */
class RedrivingTest {
    private static final Duration LEASE = Duration.ofSeconds(31);

    private final Rig rig;
    private final Topic letters;
    private final Topic orders;

    RedrivingTest() throws Exception {
        rig = new Rig(2);
        letters = rig.topic("letters", 0, 1);
        orders = rig.topic("orders", 1, 2, 1, Optional.of(letters));
        rig.send(orders, "a", "b", "c");
        rig.receive(orders, 10);
        rig.pass(LEASE);
    }

    @Test
    void chosenMessagesGoBackAndTheOthersStay() throws Exception {
        rig.send(letters, "never parked");

        assertThat(redrive(null, 1, 1, 3, 9)).isEqualTo(Result.ok(new Redrives.Redriven(1, 1, 3)));
        rig.run();

        assertThat(Rig.bodies(rig.receive(orders, 10))).hasSize(1);
        assertThat(rig.receive(letters, 10)).hasSize(3);
        MoveTask task =
                Rig.ok(rig.await(rig.moves.list(Rig.CALLER, letters, 1))).getFirst();
        assertThat(task).returns(MoveTask.State.COMPLETED, MoveTask::state).returns(1L, MoveTask::moved);
    }

    @Test
    void whatIsReceivedMeanwhileStays() throws Exception {
        rig.receive(letters, 10);
        assertThat(redrive(null, 0, 1, 2)).isEqualTo(Result.ok(new Redrives.Redriven(0, 0, 3)));
    }

    @Test
    void oneTaskAtATimeOfWhateverKind() throws Exception {
        Topic other = rig.topic("other", 1, 3);
        CompletionStage<Result<Long>> whole = rig.moves.start(Rig.CALLER, letters, other, 1);
        assertThat(Rig.ok(rig.await(whole))).isEqualTo(1);
        assertThat(redrive(null, 2)).isEqualTo(Result.refused(new Rejection.MoveUnderWay()));
    }

    @Test
    void aCrashOnTheWayLosesAndDoublesNothing() throws Exception {
        LocalRedrives redrives = new LocalRedrives(rig.shards);
        CompletionStage<Result<Redrives.Redriven>> under = redrives.redrive(Rig.CALLER, letters, null, List.of(0L, 2L));
        for (int i = 0; i < 3; i++) {
            rig.shards.getFirst().step();
            rig.logs.getFirst().writeBatch();
        }
        assertThat(under).isNotNull();
        rig.crash(3);
        rig.pass(Duration.ofSeconds(2));

        List<String> all = new ArrayList<>(Rig.bodies(rig.receive(orders, 10)));
        all.addAll(Rig.bodies(rig.receive(letters, 10)));
        assertThat(all).containsExactlyInAnyOrder("a", "b", "c");
    }

    private Result<Redrives.Redriven> redrive(@Nullable Topic destination, long... positions) throws IOException {
        List<Long> chosen = new ArrayList<>();
        for (long position : positions) {
            chosen.add(position);
        }
        return rig.await(new LocalRedrives(rig.shards).redrive(Rig.CALLER, letters, destination, chosen));
    }
}
