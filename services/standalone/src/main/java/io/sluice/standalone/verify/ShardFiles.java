package io.sluice.standalone.verify;

import io.sluice.log.Disk;
import java.util.Optional;

/**
 * Where a shard's segments and bodies lie.
 *
 * @param where the shard's folder, for words
 */
record ShardFiles(String where, Disk disk, StoredObjects objects) {
    Copy near(String name) {
        return new Copy(disk, name, where + "/", where + "/" + name);
    }

    /** The object, where it can be looked at. */
    Optional<Copy> far(String name) {
        return objects.copy(where, name);
    }

    /** How many bytes of a file there are to read. */
    long bytes(long of, boolean onDisk, boolean inStore) {
        return (onDisk ? of : 0) + (inStore && objects.isFolder() ? of : 0);
    }
}
