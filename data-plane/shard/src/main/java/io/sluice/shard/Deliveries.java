package io.sluice.shard;

import io.sluice.api.Delivery;
import io.sluice.model.Envelope;
import io.sluice.model.Place;
import io.sluice.model.Receipt;
import io.sluice.queue.Reply;
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
    private final List<Reply.Lease> leases;
    private final Body[] bodies;
    private final @Nullable Delivery[] read;

    /** @param offsets of the bodies, in the order of the leases; some may not have been leased after all */
    Deliveries(Place place, List<Reply.Lease> leases, long[] offsets, Body[] bodies) {
        this.place = place;
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
                Envelope.fromWire(body.envelope()),
                Instant.ofEpochMilli(lease.sentMs()),
                Instant.ofEpochMilli(lease.firstReceivedMs()),
                lease.receives(),
                lease.origin(),
                Envelope.bytesElsewhere(body.envelope()));
    }

    @Override
    public int size() {
        return leases.size();
    }
}
