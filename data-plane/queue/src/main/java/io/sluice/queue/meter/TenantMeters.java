package io.sluice.queue.meter;

/** What a tenant used beside its topics that exist. */
public final class TenantMeters {
    public long connMs;
    /** Stores nothing itself: its integral only grows by {@link TopicMeters#fold}. */
    public final TopicMeters deleted = new TopicMeters();
    /** What lies in segments on disk. */
    public final ByteTime disk = new ByteTime();
    /** What lies in segments in the object store. */
    public final ByteTime store = new ByteTime();
}
