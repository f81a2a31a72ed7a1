package io.sluice.shard.body;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import io.sluice.log.body.BodyName;
import io.sluice.log.body.BodyWriter;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.command.BodyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A body on its way into its file, before any message has it. For one background thread at a time; blocks. */
public final class BodyWriting {
    private final Disk disk;
    private final PayloadSeal seal;
    private final TenantId tenant;
    private final PartitionId partition;
    private final MessageId message;
    private final long id;
    private final long expectedBytes;
    private @Nullable DiskFile file;
    private @Nullable BodyWriter writer;

    /** @param expectedBytes of the body, at the most */
    BodyWriting(
            Disk disk,
            PayloadSeal seal,
            TenantId tenant,
            PartitionId partition,
            MessageId message,
            long id,
            long expectedBytes) {
        this.disk = disk;
        this.seal = seal;
        this.tenant = tenant;
        this.partition = partition;
        this.message = message;
        this.id = id;
        this.expectedBytes = expectedBytes;
    }

    long id() {
        return id;
    }

    public MessageId message() {
        return message;
    }

    public long expectedBytes() {
        return expectedBytes;
    }

    String name() {
        return name(id);
    }

    static String name(long id) {
        return new BodyName(id >>> 32, (int) id).toString();
    }

    /** Of the body so far. */
    public long length() {
        return writer == null ? 0 : writer.length();
    }

    public void put(ByteBuffer piece) throws IOException {
        BodyWriter to = writer == null ? begin() : writer;
        to.put(piece);
    }

    /** The file's content is durable then; its name is once the disk's names have been forced. */
    BodyFile finish() throws IOException {
        BodyWriter to = writer == null ? begin() : writer;
        BodyWriter.Written written = to.finish();
        close();
        return new BodyFile(id, message, tenant, written.length(), written.fileBytes(), written.sha256(), true, false);
    }

    void close() throws IOException {
        DiskFile open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }

    private BodyWriter begin() throws IOException {
        DiskFile opened = disk.create(name());
        file = opened;
        BodyWriter begun = new BodyWriter(opened, tenant, partition, message, seal);
        writer = begun;
        return begun;
    }
}
