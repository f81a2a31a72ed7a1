package io.sluice.admin;

import java.util.Map;
import java.util.Optional;

/** Port: whether requests should come here. */
@FunctionalInterface
public interface Readiness {
    /** Empty when ready, else the reason in a few words. */
    Optional<String> whyNot();

    /** What an operator should know though requests may come, by what it is about. */
    default Map<String, String> details() {
        return Map.of();
    }
}
