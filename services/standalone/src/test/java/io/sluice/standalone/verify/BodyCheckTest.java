package io.sluice.standalone.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.DiskFile;
import io.sluice.log.FileDisk;
import io.sluice.log.body.BodyName;
import io.sluice.log.body.BodyWriter;
import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.Bodies;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Segment;
import io.sluice.queue.command.TopicRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BodyCheckTest {
    private static final PartitionId ORDERS = PartitionId.of(7, 0);
    private static final TenantId TENANT = new TenantId(42);
    private static final MessageId MESSAGE = new MessageId(1, 2);
    private static final String NAME = new BodyName(1, 0).toString();

    @TempDir
    Path folder;

    private boolean isFolder = true;
    private final ShardState state = new ShardState(Bodies.NOWHERE);

    @BeforeEach
    void messageWithBodyInAFile() throws IOException {
        try (DiskFile file = new FileDisk(folder).open(NAME)) {
            BodyWriter writer = new BodyWriter(file, TENANT, ORDERS, MESSAGE);
            writer.put(ByteBuffer.allocate(400_000));
            BodyWriter.Written written = writer.finish();
            BodyFile body = new BodyFile(
                    Segment.id(1, 0),
                    MESSAGE,
                    TENANT,
                    written.length(),
                    written.fileBytes(),
                    written.sha256(),
                    true,
                    false);
            state.apply(new Command.Configure(
                    ORDERS, 1, new TopicRules(TENANT, "orders", 30_000, 0, 1_000_000, 1 << 20, Optional.empty())));
            state.apply(new Command.SendFiled(
                    new Command.Send(ORDERS, List.of(new Command.NewMessage(new byte[20], 400_000, -1))),
                    List.of(new Command.Attached(0, body))));
        }
    }

    @Test
    void wholeFileIsNoFinding() throws IOException {
        assertThat(check()).doesNotContain("DAMAGED").contains("bodies: 1 in files of their own, of 400,076 bytes");
    }

    @Test
    void flippedBitIsNamedWithItsMessage() throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(NAME));
        bytes[300_000] ^= 1;
        Files.write(folder.resolve(NAME), bytes);
        assertThat(check())
                .contains("DAMAGED  shard-00/" + NAME + " is damaged in block 1, bytes 262144 to 399999 of the body")
                .contains("the body of message 0 of queue orders of account ");
    }

    @Test
    void missingFileIsNamedAndOneTooManyIsNoDamage() throws IOException {
        Files.move(folder.resolve(NAME), folder.resolve(new BodyName(1, 1).toString()));
        assertThat(check())
                .contains("DAMAGED  shard-00/" + NAME + " is missing: the body of message 0 of queue orders")
                .contains("1 body files belong to no message any more");
    }

    @Test
    void objectIsReadLikeTheFile() throws IOException {
        Path object = folder.resolve("shard-00+" + NAME);
        Files.copy(folder.resolve(NAME), object);
        state.apply(new Command.BodyUploaded(Segment.id(1, 0)));
        assertThat(check()).doesNotContain("DAMAGED").contains("shard-00 bodies (800,152 bytes)");
        byte[] bytes = Files.readAllBytes(object);
        bytes[300_000] ^= 1;
        Files.write(object, bytes);
        assertThat(check()).contains("DAMAGED  objects/shard-00+" + NAME + " is damaged in block 1");
        Files.write(object, new byte[100]);
        assertThat(check()).contains("DAMAGED  objects/shard-00+" + NAME + " has 100 bytes");
        Files.delete(object);
        assertThat(check())
                .contains("DAMAGED  objects/shard-00+" + NAME + " is missing: the body of message 0 of queue orders");
        state.apply(new Command.BodyEvicted(Segment.id(1, 0)));
        Files.delete(folder.resolve(NAME));
        assertThat(check()).contains("DAMAGED  objects/shard-00+").doesNotContain("DAMAGED  shard-00/");
    }

    @Test
    void objectInBucketIsNotLookedAt() throws IOException {
        isFolder = false;
        state.apply(new Command.BodyUploaded(Segment.id(1, 0)));
        state.apply(new Command.BodyEvicted(Segment.id(1, 0)));
        assertThat(check())
                .doesNotContain("DAMAGED")
                .contains("1 of them are in the object store alone: not looked at");
    }

    private String check() throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        ProgressBar progress = new ProgressBar(out, false);
        StoredObjects objects = new StoredObjects(Optional.empty(), isFolder, new FileDisk(folder));
        ShardFiles files = new ShardFiles("shard-00", new FileDisk(folder), objects);
        new BodyCheck(files, new Topics(state), new NamedKeys(), new Findings(out, progress), progress).check(state);
        return said.toString(StandardCharsets.UTF_8);
    }
}
