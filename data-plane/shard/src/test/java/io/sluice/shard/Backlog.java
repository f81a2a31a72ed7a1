package io.sluice.shard;

import io.sluice.api.Delivery;
import io.sluice.model.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Fills and drains a topic of the first shard. */
public record Backlog(Rig rig, Topic topic) {
    public static final int MESSAGES = 600;
    public static final String PADDING = "x".repeat(500);

    public void sendAll() throws IOException {
        for (int i = 0; i < MESSAGES; i++) {
            rig.send(topic, "m" + i + PADDING);
            rig.pass(Duration.ofMillis(20));
        }
    }

    public List<String> drain() throws IOException {
        List<String> all = new ArrayList<>();
        List<String> got = receiveAndAck();
        while (!got.isEmpty()) {
            all.addAll(got);
            got = receiveAndAck();
        }
        return all;
    }

    public List<String> receiveAndAck() throws IOException {
        List<Delivery> got = rig.receive(topic, 10);
        if (!got.isEmpty()) {
            rig.ack(topic, got);
        }
        return Rig.bodies(got);
    }

    /** Traffic that is consumed at once, so that snapshots are taken and what they do not need can go. */
    public void churn() throws IOException {
        for (int i = 0; i < MESSAGES; i++) {
            rig.send(topic, "c" + i + PADDING);
            rig.ack(topic, rig.receive(topic, 10));
            rig.pass(Duration.ofMillis(20));
        }
    }

    /** Segments on disk. */
    public List<String> files() throws IOException {
        return rig.disks.getFirst().list().stream()
                .filter(name -> name.startsWith("segment-"))
                .toList();
    }
}
