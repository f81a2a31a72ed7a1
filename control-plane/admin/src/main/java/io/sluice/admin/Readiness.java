package io.sluice.admin;

import java.util.Optional;

/** Port: whether requests should come here. */
@FunctionalInterface
public interface Readiness {
    /** Empty when ready, else the reason in a few words. */
    Optional<String> whyNot();
}
