package io.sluice.queue;

/** What a tenant used beside its topics that exist. */
final class TenantMeters {
    long connMs;
    /** Stores nothing itself: its integral only grows by {@link TopicMeters#fold}. */
    final TopicMeters deleted = new TopicMeters();
    /** What lies in segments on disk. */
    final ByteTime disk = new ByteTime();
    /** What lies in segments in the object store. */
    final ByteTime store = new ByteTime();
}
