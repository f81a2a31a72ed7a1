package io.sluice.standalone.verify;

import io.sluice.log.DiskFile;
import io.sluice.log.FormatTooNew;
import io.sluice.log.body.BodyDamaged;
import io.sluice.log.body.BodyName;
import io.sluice.log.body.BodyReader;
import io.sluice.log.segment.Source;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Segment;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** Compares each body file that a state names with its file, and its object: size, every block, SHA-256. Counts those that nobody names. */
final class BodyCheck {
    private static final String PREFIX = "body-";

    private final ShardFiles files;
    private final Topics topics;
    private final NamedKeys keys;
    private final Findings findings;
    private final ProgressBar progress;
    private long far;

    BodyCheck(ShardFiles files, Topics topics, NamedKeys keys, Findings findings, ProgressBar progress) {
        this.files = files;
        this.topics = topics;
        this.keys = keys;
        this.findings = findings;
        this.progress = progress;
    }

    void check(ShardState state) throws IOException {
        long bytes = state.bodyFiles().stream().mapToLong(BodyFile::fileBytes).sum();
        String where = files.where();
        progress.begin(
                where + " bodies",
                state.bodyFiles().stream()
                        .mapToLong(file -> files.bytes(file.fileBytes(), file.onDisk(), file.inStore()))
                        .sum());
        TreeMap<Long, Named> bodies = new TreeMap<>();
        state.eachTopic(
                topic -> topic.eachBodyFile((offset, file) -> bodies.put(file.id(), new Named(topic, offset, file))));
        for (Named one : bodies.values()) {
            check(one);
        }
        findings.note(String.format(
                Locale.ROOT, "%s bodies: %,d in files of their own, of %,d bytes", where, bodies.size(), bytes));
        if (far > 0) {
            findings.note(where + ": " + far + " of them are in the object store alone: not looked at");
        }
        long unnamed = files.disk().list().stream()
                .filter(name -> name.startsWith(PREFIX))
                .filter(name -> BodyName.parse(name)
                        .map(body -> !bodies.containsKey(Segment.id(body.epoch(), body.number())))
                        .orElse(true))
                .count();
        if (unnamed > 0) {
            findings.note(
                    where + ": " + unnamed + " body files belong to no message any more; the service removes them");
        }
    }

    private record Named(TopicState topic, long offset, BodyFile file) {}

    private void check(Named one) throws IOException {
        BodyFile file = one.file;
        String name = new BodyName(file.epoch(), file.number()).toString();
        if (file.onDisk()) {
            check(one, name, files.near(name));
        }
        if (!file.inStore()) {
            return;
        }
        Optional<Copy> object = files.far(name);
        if (object.isPresent()) {
            check(one, name, object.get());
        } else if (!file.onDisk()) {
            far++;
        }
    }

    private void check(Named one, String name, Copy copy) throws IOException {
        BodyFile file = one.file;
        String lost = ": the body of message " + one.offset + " of " + topics.name(one.topic.partition());
        if (!copy.exists()) {
            findings.damage(copy.name() + " is missing" + lost);
            return;
        }
        try (DiskFile open = copy.open()) {
            BodyReader reader = BodyReader.open(name, Source.of(open), file.message(), file.length());
            reader.key().ifPresent(key -> keys.add(key, copy.name()));
            reader.verify();
            if (!Arrays.equals(FileHash.of(open, progress), file.hash())) {
                findings.damage(copy.name() + " is not the file that was written (SHA-256), though each of its"
                        + " blocks is intact" + lost);
            }
        } catch (BodyDamaged | FormatTooNew damaged) {
            findings.damage(copy.before() + damaged.getMessage() + lost);
        }
    }
}
