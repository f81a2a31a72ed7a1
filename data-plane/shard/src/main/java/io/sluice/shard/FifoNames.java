package io.sluice.shard;

import io.sluice.api.Outgoing;
import io.sluice.api.Want;
import io.sluice.model.Caller;
import io.sluice.model.Fifo;
import io.sluice.model.Message;
import io.sluice.model.PartitionId;
import io.sluice.model.Topic;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Hash128;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What the log has in the place of the names that clients give groups, messages and attempts: parts of SHA-256 over the name,
 * and over whatever it is a name within. A group's is the same in every topic, so that it stays the group in the dead-letter topic.
 */
public final class FifoNames {
    private static final byte GROUP = 1;
    private static final byte DEDUPLICATION = 2;
    private static final byte DEDUPLICATION_IN_GROUP = 3;
    private static final byte ATTEMPT = 4;
    private static final byte TOKEN = 5;
    private static final byte[] NONE = new byte[0];
    /** Groups whose hashes are remembered, a power of two: most messages are of one that was seen a moment ago. */
    private static final int KNOWN_GROUPS = 1 << 10;

    /** By their names' own hashes; another name may take a place at any time. */
    private static final AtomicReferenceArray<Known> KNOWN = new AtomicReferenceArray<>(KNOWN_GROUPS);

    /** One a thread: making one costs more than hashing a name. */
    private static final ThreadLocal<MessageDigest> SHA256 = ThreadLocal.withInitial(FifoNames::newDigest);

    private record Known(String name, long hash) {}

    private FifoNames() {}

    /** On a standard topic null where the message has no group, and else nothing but the group. */
    public static Command.@Nullable Grouped of(Topic topic, PartitionId partition, Outgoing message) {
        Fifo fifo = topic.config().fifo().orElse(null);
        if (fifo == null) {
            return message.group() == null ? null : new Command.Grouped(group(message.group()), Hash128.NONE);
        }
        return new Command.Grouped(group(message.group()), deduplication(fifo, partition, message));
    }

    /** The group of a message of a FIFO topic. */
    public static long groupOf(Message message) {
        return group(message.group());
    }

    private static long group(@Nullable String group) {
        String name = group == null ? "" : group;
        int slot = name.hashCode() & (KNOWN_GROUPS - 1);
        Known known = KNOWN.get(slot);
        if (known == null || !known.name.equals(name)) {
            long hash = hash(GROUP, 0, NONE, utf8(name)).high();
            known = new Known(name, hash == Command.NO_GROUP ? 1 : hash);
            KNOWN.set(slot, known);
        }
        return known.hash;
    }

    private static Hash128 deduplication(Fifo fifo, PartitionId partition, Outgoing message) {
        String id = message.deduplicationId();
        if (id == null) {
            return Hash128.NONE;
        }
        return switch (fifo.deduplication()) {
            case TOPIC -> hash(DEDUPLICATION, partition.value(), NONE, utf8(id));
            case GROUP -> hash(DEDUPLICATION_IN_GROUP, partition.value(), utf8(message.group()), utf8(id));
        };
    }

    /** Of a receive: nobody else's under the same name, nor one for another number of messages, is the same. */
    public static Hash128 attempt(PartitionId partition, Caller caller, Want want) {
        String name = want.attempt();
        return name == null
                ? Hash128.NONE
                : hash(ATTEMPT, partition.value(), utf8(want.max() + " " + caller.arn()), utf8(name));
    }

    /** Of a request that may be repeated. */
    public static Hash128 token(PartitionId partition, String principal, String token) {
        return hash(TOKEN, partition.value(), utf8(principal), utf8(token));
    }

    private static Hash128 hash(byte kind, long partition, byte[] within, byte[] name) {
        ByteBuffer all = ByteBuffer.allocate(1 + 8 + 4 + within.length + name.length);
        all.put(kind).putLong(partition).putInt(within.length).put(within).put(name);
        ByteBuffer hash = ByteBuffer.wrap(SHA256.get().digest(all.array()));
        return new Hash128(hash.getLong(), hash.getLong());
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static byte[] utf8(@Nullable String name) {
        return name == null ? NONE : name.getBytes(StandardCharsets.UTF_8);
    }
}
