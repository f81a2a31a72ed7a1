package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.queue.command.Reply;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A catalog put back from an old copy counts incarnations anew: what was one tenant's does not become another's. */
final class TenantWallTest {
    private final Rig rig;
    private final Topic topic;

    TenantWallTest() throws Exception {
        rig = new Rig(1);
        topic = rig.topic("orders", 0, 1);
        rig.send(topic, "private");
    }

    @Test
    void topicOfAnotherTenantIsNotConfigured() throws Exception {
        String before = rig.hashes().getFirst();
        Topic others = of(new TenantId(43), topic.revision() + 1);
        assertThat(rig.configure(others)).isEqualTo(new Reply.Refused(new Rejection.NoSuchTopic()));
        assertThat(rig.hashes()).containsExactly(before);
        rig.crash(1);
        assertThat(rig.configure(others)).isEqualTo(new Reply.Refused(new Rejection.NoSuchTopic()));
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly("private");
    }

    @Test
    void ownTopicIsConfiguredAnew() throws Exception {
        assertThat(rig.configure(of(Rig.TENANT, topic.revision() + 1))).isNotInstanceOf(Reply.Refused.class);
        rig.pass(Duration.ofSeconds(1));
        assertThat(Rig.bodies(rig.receive(topic, 10))).containsExactly("private");
    }

    private Topic of(TenantId tenant, long revision) {
        return new Topic(
                tenant,
                topic.name(),
                topic.incarnation(),
                topic.places(),
                topic.config(),
                revision,
                topic.createdAt(),
                topic.modifiedAt());
    }
}
