package io.sluice.queue;

import io.sluice.model.PartitionId;
import io.sluice.queue.command.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;

/** What a shard has lost so far: how much, and the newest pieces. */
public final class Losses {
    /** Pieces that are remembered; all are counted. */
    static final int MAX_KEPT = 64;

    static final int LOSS_BYTES = 5 * 8;

    private final ArrayDeque<Loss> kept = new ArrayDeque<>();
    private long messages;

    public void add(Loss loss) {
        messages = Math.addExact(messages, loss.messages());
        kept.add(loss);
        if (kept.size() > MAX_KEPT) {
            kept.remove();
        }
    }

    public long messages() {
        return messages;
    }

    List<Loss> kept() {
        return List.copyOf(kept);
    }

    /** At most 8 + 4 + 64 × 40 bytes. */
    public void toWire(ByteBuffer out) {
        out.putLong(messages).putInt(kept.size());
        for (Loss loss : kept) {
            out.putLong(loss.partition().value()).putLong(loss.first()).putLong(loss.last());
            out.putLong(loss.messages()).putLong(loss.atMs());
        }
    }

    public void fromWire(ByteBuffer in) {
        messages = in.getLong();
        int count = Wire.count(in, LOSS_BYTES);
        if (count > MAX_KEPT) {
            throw new IllegalArgumentException(count + " losses are remembered, and " + MAX_KEPT + " are at most");
        }
        for (int i = 0; i < count; i++) {
            kept.add(new Loss(new PartitionId(in.getLong()), in.getLong(), in.getLong(), in.getLong(), in.getLong()));
        }
    }
}
