package io.sluice.catalog;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@link KillNineTest} kills: signs tenants up and creates, changes and deletes topics, and says what was done. */
final class KillNine {
    private KillNine() {}

    public static void main(String[] args) {
        try (Opened catalog = new Opened(Path.of(args[0]))) {
            for (int i = 0; ; i++) {
                var welcome = catalog.signUp("somebody" + System.nanoTime() + "@example.com");
                String tenant = welcome.tenant().id().toString();
                say("tenant " + tenant + " " + welcome.key().id() + " "
                        + welcome.key().secret());
                var topic = TopicsTest.made(catalog.topics.create(
                        welcome.tenant().id(), "queue", TopicsTest.CONFIG, List.of(i), Duration.ofMinutes(1)));
                say("topic " + tenant + " " + topic.incarnation() + " 1");
                if (i % 2 == 0) {
                    catalog.topics.applied(topic);
                    var config = TopicsTest.config(Optional.empty(), Map.of("step", "two"));
                    topic = TopicsTest.made(catalog.topics.configure(topic, config));
                    say("topic " + tenant + " " + topic.incarnation() + " 2");
                }
                if (i % 3 == 0) {
                    catalog.topics.delete(topic);
                    say("deleted " + tenant + " " + topic.incarnation() + " 3");
                }
            }
        }
    }

    private static void say(String line) {
        System.out.write((line + "\n").getBytes(StandardCharsets.UTF_8), 0, line.length() + 1);
        System.out.flush();
    }
}
