package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Delivery;
import io.sluice.api.UsageView;
import io.sluice.model.Meters;
import io.sluice.model.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Most topics rest most of the time, and nobody can tell. */
class ManyTopicsTest {
    private static final int TOPICS = 10_000;

    @Test
    void topicsThatRestAreMeteredAndServedLikeOthers() throws Exception {
        Rig rig = new Rig(1);
        List<Topic> topics = new ArrayList<>();
        for (int i = 0; i < TOPICS; i++) {
            topics.add(rig.topic("queue-" + i, 0, i + 1));
        }
        for (int i = 0; i < TOPICS; i += 3) {
            rig.send(topics.get(i), "message " + i);
        }
        for (int i = 0; i < TOPICS; i += 6) {
            List<Delivery> got = rig.receive(topics.get(i), 10);
            assertThat(Rig.bodies(got)).containsExactly("message " + i);
            rig.ack(topics.get(i), got);
        }
        UsageView.Usage usage = rig.await(rig.usage.usage(Rig.TENANT));

        assertThat(usage.topics()).hasSize(TOPICS);
        Meters sum = Meters.ZERO;
        for (Map.Entry<Long, Meters> topic : usage.topics().entrySet()) {
            boolean used = (topic.getKey() - 1) % 3 == 0;
            assertThat(topic.getValue().ingressBytes() > 0).isEqualTo(used);
            sum = sum.plus(topic.getValue());
        }
        assertThat(usage.total()).isEqualTo(sum);
        assertThat(rig.shards.getFirst().topics()).isEqualTo(TOPICS);
        String hash = rig.hashes().getFirst();
        rig.crash(1);
        assertThat(rig.hashes()).containsExactly(hash);
        assertThat(Rig.bodies(rig.receive(topics.get(3), 10))).containsExactly("message 3");
    }
}
