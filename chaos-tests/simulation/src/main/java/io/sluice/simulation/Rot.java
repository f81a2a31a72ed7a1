package io.sluice.simulation;

import io.sluice.log.body.BodyName;
import io.sluice.objects.Content;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.Page;
import io.sluice.testkit.FaultyDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One segment, or in some runs one large body, goes bad where it lies, in a file or in an object: a bit is another one, or the
 * end is missing. Notes whether another copy was whole then: without one, messages may be lost.
 */
final class Rot {
    /** One in so many is cut. */
    private static final int CUTS = 4;

    private final World world;
    private final ShardHost host;

    Rot(World world, ShardHost host) {
        this.world = world;
        this.host = host;
    }

    /** Returns whether there was something. */
    boolean strike() {
        String prefix = "shard-%02d/".formatted(host.number());
        List<String> objects = world.kept.list(prefix, "", ObjectStore.MAX_PAGE).join().objects().stream()
                .map(Page.Item::name)
                .filter(name -> rots(name.substring(prefix.length())))
                .toList();
        List<String> files;
        try {
            files = host.disk().list().stream().filter(this::rots).toList();
        } catch (IOException never) {
            throw new IllegalStateException(never);
        }
        List<String> all = new ArrayList<>(files);
        all.addAll(objects);
        if (all.isEmpty()) {
            return false;
        }
        String name = all.get(world.random.nextInt(all.size()));
        boolean body = !name.contains("segment-");
        if (body) {
            world.hosts.forEach(any -> any.rots(false)); // a parked message brings a damaged body along
        }
        if (name.startsWith(prefix)) {
            host.rots(false);
            object(name);
        } else if (body) {
            file(name);
        } else {
            Life life = world.life();
            boolean recorded =
                    life != null && life.gauges(host.number()).storage().waitingBytes() == 0;
            host.rots(recorded && objects.contains(prefix + name));
            file(name);
        }
        world.met(body ? "rotten body" : "rotten segment");
        return true;
    }

    private boolean rots(String name) {
        return name.startsWith("segment-")
                || (world.bodiesRot && BodyName.parse(name).isPresent());
    }

    private void file(String name) {
        FaultyDisk disk = host.disk();
        try {
            int size = disk.bytes(name).length;
            if (size > 0 && world.random.nextInt(CUTS) == 0) {
                disk.cut(name, world.random.nextInt(size));
            } else if (size > 0) {
                disk.flipBit(name, world.random.nextInt(size), world.random.nextInt(Byte.SIZE));
            }
        } catch (IOException never) {
            throw new IllegalStateException(never);
        }
    }

    private void object(String name) {
        int size = (int) world.kept.head(name).join().orElseThrow().size();
        byte[] bytes = new byte[size];
        world.kept.read(name, 0, size).join().get(bytes);
        if (size > 1 && world.random.nextInt(CUTS) == 0) {
            bytes = Arrays.copyOf(bytes, world.random.nextInt(1, size));
        } else {
            bytes[world.random.nextInt(size)] ^= (byte) (1 << world.random.nextInt(Byte.SIZE));
        }
        world.kept.delete(name).join();
        world.kept.create(name, Content.of(ByteBuffer.wrap(bytes))).join();
    }
}
