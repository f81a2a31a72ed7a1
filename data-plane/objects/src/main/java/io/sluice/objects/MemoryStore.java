package io.sluice.objects;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Objects in memory, for tests and the simulator: every call is done when it returns. For one thread. */
public final class MemoryStore implements ObjectStore {
    private final InstantSource clock;
    private final NavigableMap<String, Kept> objects = new TreeMap<>();

    private record Kept(ByteBuffer bytes, Sha256 sha256, Instant created) {}

    /** @param clock asked for {@link Page.Item#lastModified} */
    public MemoryStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public CompletableFuture<Creation> create(String name, Content content) {
        Names.checkName(name);
        if (objects.containsKey(name)) {
            return CompletableFuture.completedFuture(new Creation.Exists());
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(content.length()));
        try {
            Pieces pieces = new Pieces(content);
            while (pieces.hasNext()) {
                bytes.put(pieces.next(Content.PIECE_BYTES));
            }
        } catch (ContentDamaged e) {
            return CompletableFuture.failedFuture(e);
        }
        objects.put(name, new Kept(bytes.flip().asReadOnlyBuffer(), content.sha256(), clock.instant()));
        return CompletableFuture.completedFuture(new Creation.Created());
    }

    @Override
    public CompletableFuture<Optional<StoredObject>> head(String name) {
        Names.checkName(name);
        return CompletableFuture.completedFuture(Optional.ofNullable(objects.get(name))
                .map(kept -> new StoredObject(kept.bytes().remaining(), kept.sha256())));
    }

    @Override
    public CompletableFuture<ByteBuffer> read(String name, long position, int length) {
        Names.checkRead(name, position, length);
        Kept kept = objects.get(name);
        if (kept == null) {
            return CompletableFuture.failedFuture(new ObjectMissing("there is no object " + name));
        }
        int size = kept.bytes().remaining();
        if (position > size - length) {
            return CompletableFuture.failedFuture(new ObjectMissing(name + " has " + size + " bytes"));
        }
        return CompletableFuture.completedFuture(kept.bytes().slice((int) position, length));
    }

    @Override
    public CompletableFuture<Page> list(String prefix, String startAfter, int max) {
        Names.checkList(prefix, startAfter, max);
        List<Page.Item> page = new ArrayList<>();
        for (var object : objects.tailMap(startAfter, false).entrySet()) {
            if (object.getKey().startsWith(prefix)) {
                if (page.size() == max) {
                    return CompletableFuture.completedFuture(new Page(page, true));
                }
                Kept kept = object.getValue();
                page.add(new Page.Item(object.getKey(), kept.bytes().remaining(), kept.created()));
            }
        }
        return CompletableFuture.completedFuture(new Page(page, false));
    }

    @Override
    public CompletableFuture<Void> delete(String name) {
        Names.checkName(name);
        objects.remove(name);
        return CompletableFuture.completedFuture(null);
    }

    /** Nothing is ever unfinished here. */
    @Override
    public CompletableFuture<Integer> abortUploads(String prefix, Instant begunBefore) {
        Names.checkPrefix(prefix);
        return CompletableFuture.completedFuture(0);
    }

    @Override
    public void close() {
        // Holds nothing but memory.
    }
}
