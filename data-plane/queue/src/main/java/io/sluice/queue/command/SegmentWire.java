package io.sluice.queue.command;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A segment's record in commands and state images: id 8, position 8, file bytes 8, hash 32, flags 1 (1 on disk, 2 in the store); then
 * behind counts of 4 the runs (partition, first and last offset 8 each, count 4) and the tenants (account 8, bytes 8).
 */
public final class SegmentWire {
    private static final int HASH_BYTES = 32;
    private static final int RUN_BYTES = 3 * 8 + 4;
    private static final int TENANT_BYTES = 2 * 8;
    private static final int ON_DISK = 1;
    private static final int IN_STORE = 2;

    private SegmentWire() {}

    public static int sizeBound(Segment segment) {
        return 3 * 8
                + HASH_BYTES
                + 1
                + 4
                + RUN_BYTES * segment.runs().size()
                + 4
                + TENANT_BYTES * segment.tenants().size();
    }

    public static void toWire(Segment segment, ByteBuffer out) {
        out.putLong(segment.id())
                .putLong(segment.position())
                .putLong(segment.bytes())
                .put(segment.hash());
        out.put((byte) ((segment.onDisk() ? ON_DISK : 0) | (segment.inStore() ? IN_STORE : 0)));
        out.putInt(segment.runs().size());
        for (Segment.Run run : segment.runs()) {
            out.putLong(run.partition().value()).putLong(run.first()).putLong(run.last());
            out.putInt(run.count());
        }
        out.putInt(segment.tenants().size());
        for (Segment.TenantBytes share : segment.tenants()) {
            out.putLong(share.tenant().account()).putLong(share.bytes());
        }
    }

    public static Segment fromWire(ByteBuffer in) {
        long id = in.getLong();
        long position = in.getLong();
        long bytes = in.getLong();
        byte[] hash = new byte[HASH_BYTES];
        in.get(hash);
        int flags = in.get();
        int count = Wire.count(in, RUN_BYTES);
        List<Segment.Run> runs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            runs.add(new Segment.Run(new PartitionId(in.getLong()), in.getLong(), in.getLong(), in.getInt()));
        }
        int shares = Wire.count(in, TENANT_BYTES);
        List<Segment.TenantBytes> tenants = new ArrayList<>(shares);
        for (int i = 0; i < shares; i++) {
            tenants.add(new Segment.TenantBytes(new TenantId(in.getLong()), in.getLong()));
        }
        return new Segment(id, position, bytes, hash, runs, tenants, (flags & ON_DISK) != 0, (flags & IN_STORE) != 0);
    }
}
