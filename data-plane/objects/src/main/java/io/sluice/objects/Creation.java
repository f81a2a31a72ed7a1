package io.sluice.objects;

/** How a creation ended. */
public sealed interface Creation {
    /** The object was stored by this call. */
    record Created() implements Creation {}

    /** The name is taken. By whom, {@link ObjectStore#head} tells: an earlier attempt of one's own may have been done. */
    record Exists() implements Creation {}
}
