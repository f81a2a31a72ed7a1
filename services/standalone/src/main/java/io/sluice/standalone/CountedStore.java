package io.sluice.standalone;

import io.sluice.admin.Metric;
import io.sluice.admin.Metric.Sample;
import io.sluice.objects.Content;
import io.sluice.objects.Creation;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.Page;
import io.sluice.objects.S3Store;
import io.sluice.objects.StoreDecorator;
import io.sluice.objects.StoredObject;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * An object store whose calls are counted as the requests that S3 would charge for them, whichever store it is; repeats of
 * failed calls, which happen below, are not in it; reads that are asked a second time have a count of their own.
 */
final class CountedStore extends StoreDecorator implements Metric.Source {
    private final LongSupplier secondReads;
    private final LongAdder puts = new LongAdder();
    private final LongAdder gets = new LongAdder();
    private final LongAdder lists = new LongAdder();
    private final LongAdder deletes = new LongAdder();
    private final LongAdder putBytes = new LongAdder();
    private final LongAdder getBytes = new LongAdder();

    /** @param secondReads that were asked below, because the first took long */
    CountedStore(ObjectStore store, LongSupplier secondReads) {
        super(store);
        this.secondReads = secondReads;
    }

    @Override
    public List<Metric> read() {
        return List.of(
                new Metric(
                        "sluice_store_requests_total",
                        "Requests to the object store, as S3 counts them.",
                        Metric.Kind.COUNTER,
                        List.of(
                                sample("put", puts),
                                sample("get", gets),
                                sample("list", lists),
                                sample("delete", deletes))),
                new Metric(
                        "sluice_store_bytes_total",
                        "Bytes that went to the object store and came from it.",
                        Metric.Kind.COUNTER,
                        List.of(sample("put", putBytes), sample("get", getBytes))),
                Metric.counter(
                        "sluice_store_second_reads_total",
                        "Reads that were asked of the object store a second time, because the first took long.",
                        (double) secondReads.getAsLong()));
    }

    private static Sample sample(String request, LongAdder count) {
        return new Sample("", "request=\"" + request + "\"", (double) count.sum());
    }

    @Override
    public CompletableFuture<Creation> create(String name, Content content) {
        puts.add(S3Store.requestsToCreate(content.length()));
        putBytes.add(content.length());
        return store.create(name, content);
    }

    @Override
    public CompletableFuture<Optional<StoredObject>> head(String name) {
        gets.increment();
        return store.head(name);
    }

    @Override
    public CompletableFuture<ByteBuffer> read(String name, long position, int length) {
        gets.increment();
        getBytes.add(length);
        return store.read(name, position, length);
    }

    @Override
    public CompletableFuture<Page> list(String prefix, String startAfter, int max) {
        lists.increment();
        return store.list(prefix, startAfter, max);
    }

    @Override
    public CompletableFuture<Void> delete(String name) {
        deletes.increment();
        return store.delete(name);
    }

    @Override
    public CompletableFuture<Integer> abortUploads(String prefix, Instant begunBefore) {
        lists.increment();
        return store.abortUploads(prefix, begunBefore);
    }
}
