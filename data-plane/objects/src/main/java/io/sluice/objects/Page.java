package io.sluice.objects;

import java.time.Instant;
import java.util.List;

/**
 * A part of a list.
 *
 * @param objects in the order of names
 * @param more whether there are objects behind the last one here
 */
public record Page(List<Item> objects, boolean more) {
    public Page {
        objects = List.copyOf(objects);
    }

    /**
     * An object in a list.
     *
     * @param size in bytes
     * @param lastModified by the store's clock, to the second at best
     */
    public record Item(String name, long size, Instant lastModified) {}
}
