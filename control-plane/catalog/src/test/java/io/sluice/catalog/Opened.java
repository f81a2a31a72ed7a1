package io.sluice.catalog;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** A whole catalog over one directory, with a clock that the test moves. */
final class Opened implements AutoCloseable {
    final SettableClock clock = new SettableClock();
    final SqliteStore store;
    final MasterKey master;
    final Keys keys;
    final Tenants tenants;
    final Topics topics;
    final DataKeys dataKeys;

    Opened(Path directory) {
        this(directory, damaged -> {
            throw damaged;
        });
    }

    Opened(Path directory, Consumer<RecordDamaged> onDamage) {
        store = new SqliteStore(
                directory.resolve("catalog.db"),
                failure -> {
                    throw failure;
                },
                onDamage);
        try {
            master = MasterKeyFile.open(directory.resolve("master.key"), store);
        } catch (RuntimeException refused) {
            store.close();
            throw refused;
        }
        SecureRandom random = new SecureRandom();
        keys = new Keys(store, master, random);
        tenants = new Tenants(store, keys, random, clock);
        topics = new Topics(store, clock);
        dataKeys = new DataKeys(store, master, random, clock);
    }

    Tenants.SignUp.Welcome signUp(String email) {
        return (Tenants.SignUp.Welcome) tenants.signUp(new EmailAddress(email), "somebody", Optional.empty());
    }

    @Override
    public void close() {
        store.close();
    }

    static final class SettableClock implements InstantSource {
        Instant now = Instant.parse("2026-11-21T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }
    }
}
