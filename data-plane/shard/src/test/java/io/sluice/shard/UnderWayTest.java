package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Outgoing;
import io.sluice.api.Result;
import io.sluice.api.Sent;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Commands between their proposal and their frame's fsync. */
final class UnderWayTest {
    private static final long MEMORY_BYTES = 4_096;
    private static final byte[] BODY = new byte[1_000];

    @Test
    void memoryBudgetCountsSendsThatAreUnderWay() throws Exception {
        Rig rig = new Rig(1);
        rig.memtableBytes = MEMORY_BYTES;
        rig.crash(1);
        Topic topic = rig.topic("orders", 0, 1);
        for (int round = 0; round < 3; round++) {
            List<CompletionStage<Result<List<Sent>>>> sends = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                sends.add(send(rig, topic));
                if (i % 2 == 0) {
                    rig.shards.getFirst().step(); // in frames of their own, none of them durable yet
                }
            }
            rig.run();
            List<Result<?>> answers = new ArrayList<>();
            for (CompletionStage<Result<List<Sent>>> send : sends) {
                answers.add(rig.await(send));
            }
            assertThat(answers).filteredOn(Result.Ok.class::isInstance).hasSizeBetween(1, 4);
            assertThat(answers)
                    .filteredOn(Result.Refused.class::isInstance)
                    .extracting(refused -> ((Result.Refused<?>) refused).rejection())
                    .hasSizeBetween(6, 9)
                    .allMatch(no -> no instanceof Rejection.Throttled throttled
                            && throttled.cause() == Rejection.Throttled.Cause.MEMORY);
            rig.ack(topic, rig.receive(topic, 10));
        }
    }

    @Test
    void stopAnswersWhatIsUnderWay() throws Exception {
        Rig rig = new Rig(1);
        Topic topic = rig.topic("orders", 0, 1);
        Shard shard = rig.shards.getFirst();
        CompletionStage<Result<List<Sent>>> send = send(rig, topic);
        shard.step();
        shard.beginStop();
        shard.step();
        assertThat(shard.isQuiet()).as("while a frame is not durable").isFalse();
        for (int i = 0; !shard.isQuiet(); i++) {
            assertThat(i).isLessThan(100);
            rig.logs.getFirst().writeBatch();
            shard.step();
        }
        assertThat(send.toCompletableFuture().isDone()).as("answered").isTrue();
        assertThat(rig.await(send)).isInstanceOf(Result.Ok.class);
        rig.crash(1);
        assertThat(rig.receive(topic, 1)).hasSize(1);
    }

    private static CompletionStage<Result<List<Sent>>> send(Rig rig, Topic topic) {
        Outgoing message = new Outgoing(BODY, List.of(), Optional.empty(), null, null, null);
        return rig.messaging.send(Rig.CALLER, topic, List.of(message));
    }
}
