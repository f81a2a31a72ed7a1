package io.sluice.standalone.verify;

import io.sluice.catalog.DataKeyOwners;
import io.sluice.log.seal.KeyName;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The data keys that something lies under, each with the first places where that was found. */
final class NamedKeys {
    private static final int PLACES = 4;

    private final Map<KeyName, Set<String>> keys = new LinkedHashMap<>();

    void add(KeyName key, String where) {
        Set<String> places = keys.computeIfAbsent(key, first -> new LinkedHashSet<>());
        if (places.size() < PLACES) {
            places.add(where);
        }
    }

    /** Names those that the catalog lacks. */
    void compare(DataKeyOwners catalog, Findings findings) {
        keys.forEach((key, places) -> {
            if (catalog.lacks(key.tenant(), key.id())) {
                findings.damage(CatalogCopy.NAME + " lacks data key " + key.id() + " of account " + key.tenant()
                        + ": put it back from a backup; what lies under the key cannot be opened, such as in "
                        + String.join(", ", places));
            }
        });
    }
}
