package io.sluice.standalone;

import io.sluice.shard.Shard;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells an operator that the object store is away: once, and once when it is back. */
final class StoreAway {
    private final Consumer<String> told;
    private boolean known;

    /** @param known whether he has been told that it is away */
    StoreAway(Consumer<String> told, boolean known) {
        this.told = told;
        this.known = known;
    }

    /** Why the store is away, since the start or for some shard; empty when it is for none. */
    static Optional<String> of(ObjectPlace place, List<Shard> shards) {
        return place.away()
                .or(() -> shards.stream()
                        .flatMap(shard -> shard.gauges().storage().storeAway().stream())
                        .findFirst());
    }

    /** For one thread. */
    void look(Optional<String> away) {
        if (away.isPresent() && !known) {
            told.accept("the object store is away: " + away.get()
                    + ". Messages stay on disk until it is back, and those that have left the disk cannot be received");
        } else if (away.isEmpty() && known) {
            told.accept("the object store is back");
        }
        known = away.isPresent();
    }
}
