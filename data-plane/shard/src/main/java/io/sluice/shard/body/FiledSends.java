package io.sluice.shard.body;

import io.sluice.log.Disk;
import io.sluice.log.DiskFull;
import io.sluice.model.Effect;
import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.shard.Request;
import io.sluice.shard.Room;
import io.sluice.shard.Shard;
import io.sluice.shard.ShardStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Sends whose large bodies go into files of their own first: a place for them is asked for on the shard's thread, the files
 * are written and forced in the background, and only then is the send proposed, which names them. What comes to nothing
 * leaves no file behind.
 */
public final class FiledSends {
    private static final Reply CANNOT = new Reply.Refused(new Rejection.Unavailable(Effect.NONE));

    private final Shard shard;
    private final Disk disk;
    private final Executor background;

    public FiledSends(Shard shard, ShardStorage storage) {
        this.shard = shard;
        this.disk = storage.disk();
        this.background = storage.background();
    }

    /**
     * A body that is whole in memory.
     *
     * @param index of its message, whose envelope is a stub
     */
    public record Large(int index, MessageId message, byte[] body) {}

    /** What is to be written. */
    public record Wanted(MessageId message, long bytes) {}

    /** From any thread. */
    public void send(TenantId tenant, Command.Send send, List<Large> larges, int weight, Request.Answer answer) {
        List<Wanted> wanted = larges.stream()
                .map(large -> new Wanted(large.message, large.body.length))
                .toList();
        int held = larges.stream().mapToInt(large -> large.body.length).sum();
        open(
                tenant,
                send.partition(),
                wanted,
                held,
                answer,
                writings -> background.execute(() -> {
                    try {
                        for (int i = 0; i < larges.size(); i++) {
                            writings.get(i).put(ByteBuffer.wrap(larges.get(i).body));
                        }
                        propose(
                                tenant,
                                send,
                                finish(larges.stream().map(Large::index).toList(), writings),
                                weight,
                                answer);
                    } catch (IOException failed) {
                        answer.reply(failed(writings, failed));
                    }
                }));
    }

    /**
     * Asks for places for bodies.
     *
     * @param held what of them waits in memory meanwhile, bytes
     * @param refused called instead when there is no place
     */
    public void open(
            TenantId tenant,
            PartitionId partition,
            List<Wanted> wanted,
            int held,
            Request.Answer refused,
            Request.Opened opened) {
        shard.submit(new Request.Open(tenant, partition, wanted, held, opened, refused));
    }

    /** Ends files and makes them durable, with their names; blocks. */
    public List<Command.Attached> finish(List<Integer> indexes, List<BodyWriting> writings) throws IOException {
        List<Command.Attached> files = new ArrayList<>(writings.size());
        for (int i = 0; i < writings.size(); i++) {
            BodyFile file = writings.get(i).finish();
            files.add(new Command.Attached(indexes.get(i), file));
        }
        disk.forceNames();
        return files;
    }

    /** From any thread: the files are durable. */
    public void propose(
            TenantId tenant, Command.Send send, List<Command.Attached> files, int weight, Request.Answer answer) {
        List<Long> ids = files.stream().map(one -> one.file().id()).toList();
        shard.submit(new Request.Propose(tenant, new Command.SendFiled(send, files), weight, reply -> {
            shard.later(() -> {
                shard.bodyFiles().written();
                shard.bodyFiles().ended(ids);
            });
            answer.reply(reply);
        }));
    }

    /** Nobody will propose what was written; on a thread that may block. */
    public void discard(List<BodyWriting> writings) {
        for (BodyWriting writing : writings) {
            try {
                writing.close();
            } catch (IOException removedAnyway) {
                // Nothing of it is wanted.
            }
        }
        List<Long> ids = writings.stream().map(BodyWriting::id).toList();
        shard.later(() -> shard.bodyFiles().ended(ids));
    }

    /** As {@link #discard}, when they could not be written; what their message is answered. */
    public Reply failed(List<BodyWriting> writings, IOException failed) {
        if (failed instanceof DiskFull) {
            shard.later(() -> shard.bodyFiles().refused());
        }
        discard(writings);
        return refusal(failed);
    }

    public static Reply refusal(IOException failed) {
        return failed instanceof DiskFull ? Room.NO_DISK : CANNOT;
    }
}
