package io.sluice.api;

import io.sluice.model.Caller;
import java.util.Optional;

/** Port: who owns an access key. Never blocks. */
public interface Credentials {
    /**
     * Empty: no such key, or revoked.
     *
     * @throws RecordUnreadable when there is one, but its record is damaged
     */
    Optional<Credential> find(String accessKeyId);

    /**
     * A key and its owner.
     *
     * @param secret the secret access key in clear; never logged
     * @param id stable and unique per key, for caches of derived keys
     */
    record Credential(Caller caller, String id, String secret) {
        @Override
        public String toString() {
            return "Credential[" + id + "]";
        }
    }
}
