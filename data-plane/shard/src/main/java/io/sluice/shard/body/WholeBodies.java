package io.sluice.shard.body;

import io.sluice.log.body.BodyDamaged;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.model.Envelope;
import io.sluice.model.TenantId;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.BodyFile;
import io.sluice.shard.ShardStorage;
import io.sluice.shard.segment.Away;
import io.sluice.shard.segment.Body;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Bodies in files of their own, read for a receive before it is proposed; those that are too long to be held in memory stay
 * stubs, and are read by range when somebody asks. Belongs to the shard's thread.
 */
public final class WholeBodies {
    /** Longer ones are never whole in memory. */
    static final long MAX_BYTES = 1 << 20;

    private final BodyReads reads;
    private final PayloadSeal seal;
    private final Executor background;
    private final Executor far;
    private final Consumer<Runnable> later;
    private final Away away;

    /**
     * One of a receive's messages whose body lies in a file.
     *
     * @param why it is lost, if it is
     */
    public record Filed(int index, long offset, Body stub, BodyFile file, String why) {
        Filed lost(BodyDamaged damage) {
            return new Filed(index, offset, stub, file, String.valueOf(damage.getMessage()));
        }

        /** As what it is. */
        public LostBodies.Lost lost() {
            return new LostBodies.Lost(offset, file, stub.bytes(), stub.sentMs(), why);
        }
    }

    /** Hears of the end, on the shard's thread. */
    public interface Ready {
        /**
         * All is read that can be.
         *
         * @param lost whose files are gone or damaged, and nobody has another
         * @param failure why others cannot be read now, or null
         * @param again whether files have moved meanwhile, so that it is worth looking again
         */
        void read(Body[] bodies, List<Filed> lost, @Nullable IOException failure, boolean again);
    }

    /** @param away told of what cannot be read */
    public WholeBodies(BodyReads reads, ShardStorage storage, Consumer<Runnable> later, Away away) {
        this.reads = reads;
        this.seal = storage.seal();
        this.background = storage.background();
        this.far = storage.farReads();
        this.later = later;
        this.away = away;
    }

    public static boolean areNeeded(Body[] bodies) {
        for (Body body : bodies) {
            if (Envelope.isStub(body.envelope())) {
                return true;
            }
        }
        return false;
    }

    /** Reads what a receive of these messages needs. A store that does not answer for a while is a failure, and away. */
    public void fetch(TopicState topic, long[] offsets, Body[] stubs, Ready ready) {
        Body[] bodies = stubs.clone();
        List<Filed> wanted = new ArrayList<>();
        TenantId tenant = topic.rules().tenant();
        for (int i = 0; i < offsets.length; i++) {
            BodyFile file = topic.bodyFile(offsets[i]);
            if (file != null && Envelope.isStub(bodies[i].envelope())) {
                wanted.add(new Filed(i, offsets[i], bodies[i], file, ""));
            }
        }
        Optional<BodyFile> stored =
                wanted.stream().map(Filed::file).filter(file -> !file.onDisk()).findFirst();
        boolean[] passed = {false};
        Away.Wait wait = stored.map(file -> away.await(reads.object(file), silent -> {
                    passed[0] = true;
                    ready.read(stubs, List.of(), silent, false);
                }))
                .orElse(null);
        long begunMs = away.nowMs();
        (stored.isEmpty() ? background : far).execute(() -> {
            long sinceMs = begunMs;
            List<Filed> lost = new ArrayList<>();
            List<BodyFile> unread = new ArrayList<>();
            IOException failure = null;
            for (Filed one : wanted) {
                try {
                    bodies[one.index] = whole(tenant, one);
                    if (!one.file.onDisk()) {
                        long asked = sinceMs;
                        later.accept(() -> away.reached(asked));
                    }
                    sinceMs = away.nowMs();
                } catch (BodyDamaged damaged) {
                    lost.add(one.lost(damaged));
                } catch (PayloadLocked noKey) {
                    failure = noKey;
                } catch (IOException failed) {
                    failure = failed;
                    unread.add(one.file);
                }
            }
            IOException failed = failure;
            later.accept(() -> {
                away.end(wait);
                if (failed != null) {
                    unread.forEach(file -> away.failed(file, reads.object(file), failed));
                }
                if (passed[0]) {
                    return; // who asked looks again by himself
                }
                // One that has moved or gone meanwhile was only looked for at the wrong place.
                boolean moved = lost.removeIf(one -> hasMoved(one.file, topic.bodyFile(one.offset)));
                ready.read(bodies, lost, failed, moved);
            });
        });
    }

    static boolean hasMoved(BodyFile was, @Nullable BodyFile is) {
        return is == null || is.id() != was.id() || is.onDisk() != was.onDisk() || is.inStore() != was.inStore();
    }

    private Body whole(TenantId tenant, Filed one) throws IOException {
        if (one.file.length() > MAX_BYTES) {
            reads.read(one.file, 0, ByteBuffer.allocate(1)); // it is there
            return one.stub;
        }
        byte[] envelope = Envelope.withRoom(seal.opened(tenant, one.stub.envelope()));
        int length = Math.toIntExact(one.file.length());
        reads.read(one.file, 0, ByteBuffer.wrap(envelope, envelope.length - length, length));
        return new Body(one.stub.bytes(), one.stub.sentMs(), envelope);
    }
}
