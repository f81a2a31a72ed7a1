package io.sluice.objects;

import org.jspecify.annotations.Nullable;

/**
 * An object, without its content.
 *
 * @param size in bytes
 * @param sha256 of the content; null if somebody else than Sluice stored it
 */
public record StoredObject(long size, @Nullable Sha256 sha256) {
    boolean holds(Content content) {
        return size == content.length() && content.sha256().equals(sha256);
    }
}
