package io.sluice.shard.door;

import io.sluice.api.Delivery;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.model.Envelope;
import io.sluice.model.Place;
import io.sluice.model.Receipt;
import io.sluice.model.TenantId;
import io.sluice.queue.command.Reply;
import io.sluice.shard.segment.Body;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a receive leased. Envelopes are read when a delivery is first asked for: by the thread that answers the consumer, not
 * by the shard's. For one thread at a time.
 */
final class Deliveries extends AbstractList<Delivery> {
    private final Place place;
    private final TenantId tenant;
    private final PayloadSeal seal;
    private final List<Reply.Lease> leases;
    private final Body[] bodies;
    private final @Nullable Delivery[] read;

    /**
     * As leased.
     *
     * @param tenant whose topic it is
     * @param offsets of the bodies, in the order of the leases; some may not have been leased after all
     */
    Deliveries(
            Place place, TenantId tenant, PayloadSeal seal, List<Reply.Lease> leases, long[] offsets, Body[] bodies) {
        this.place = place;
        this.tenant = tenant;
        this.seal = seal;
        this.leases = leases;
        this.read = new @Nullable Delivery[leases.size()];
        this.bodies = leases.size() == bodies.length ? bodies : leased(leases, offsets, bodies);
    }

    private static Body[] leased(List<Reply.Lease> leases, long[] offsets, Body[] bodies) {
        Body[] leased = new Body[leases.size()];
        int from = 0;
        for (int i = 0; i < leased.length; i++) {
            while (offsets[from] != leases.get(i).offset()) {
                from++;
            }
            leased[i] = bodies[from];
        }
        return leased;
    }

    @Override
    public Delivery get(int index) {
        Delivery known = read[index];
        if (known == null) {
            known = read(leases.get(index), bodies[index]);
            read[index] = known;
        }
        return known;
    }

    private Delivery read(Reply.Lease lease, Body body) {
        return new Delivery(
                new Receipt(place.partition(), lease.offset(), lease.delivery()),
                Envelope.fromWire(opened(body.envelope())),
                Instant.ofEpochMilli(lease.sentMs()),
                Instant.ofEpochMilli(lease.firstReceivedMs()),
                lease.receives(),
                lease.receivesElsewhere(),
                lease.origin(),
                Envelope.bytesElsewhere(body.envelope()));
    }

    /** The key was here when the message was leased; that it is another is for nobody to answer. */
    private byte[] opened(byte[] envelope) {
        try {
            return seal.opened(tenant, envelope);
        } catch (PayloadLocked another) {
            throw new UncheckedIOException(another);
        }
    }

    @Override
    public int size() {
        return leases.size();
    }
}
