package io.sluice.catalog;

import io.sluice.catalog.RecordStore.Compare;
import io.sluice.catalog.RecordStore.Outcome;
import io.sluice.catalog.RecordStore.Stored;
import io.sluice.catalog.RecordStore.Transaction;
import io.sluice.catalog.RecordStore.Write;
import io.sluice.model.TenantId;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Who signed up, and signing up. */
public final class Tenants {
    private static final long LOWEST_ACCOUNT = 100_000_000_000L;
    private static final long ACCOUNTS = 1_000_000_000_000L;

    private final RecordStore store;
    private final Keys keys;
    private final SecureRandom random;
    private final InstantSource clock;
    private final Map<TenantId, Tenant> byId = new ConcurrentHashMap<>();
    private final Map<String, RecordDamaged> damaged = new ConcurrentHashMap<>();

    public Tenants(RecordStore store, Keys keys, SecureRandom random, InstantSource clock) {
        this.store = store;
        this.keys = keys;
        this.random = random;
        this.clock = clock;
        store.watch(TenantRecord.PREFIX, new RecordStore.Watcher() {
            @Override
            public void put(Stored record) {
                Tenant tenant = TenantRecord.fromWire(record.value());
                byId.put(tenant.id(), tenant);
                damaged.remove(record.key());
            }

            @Override
            public void deleted(String key, long revision) {
                byId.remove(TenantId.parse(key.substring(TenantRecord.PREFIX.length())));
                damaged.remove(key);
            }

            @Override
            public void damaged(String key, RecordDamaged why) {
                damaged.put(key, why);
            }
        });
    }

    /** What came of signing up. */
    public sealed interface SignUp {
        /**
         * A new tenant.
         *
         * @param key the first one; its secret is not shown again
         */
        record Welcome(Tenant tenant, Key key) implements SignUp {}

        record EmailTaken() implements SignUp {}

        record DiskFull() implements SignUp {}
    }

    /**
     * Never blocks.
     *
     * @throws RecordDamaged when the record is there, but cannot be read
     */
    public Optional<Tenant> find(TenantId id) {
        RecordDamaged why = damaged.get(TenantRecord.key(id));
        if (why != null) {
            throw why;
        }
        return Optional.ofNullable(byId.get(id));
    }

    /** Records a tenant under a random free account number, with its first key; durable when this returns. */
    public SignUp signUp(EmailAddress email, String name) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String emailKey = EmailRecord.key(email);
        for (int attempt = 0; attempt < Commits.MAX_TRIES; attempt++) {
            if (store.get(emailKey).isPresent()) {
                return new SignUp.EmailTaken();
            }
            TenantId id = new TenantId(random.nextLong(LOWEST_ACCOUNT, ACCOUNTS));
            Tenant tenant = new Tenant(id, email, name, now);
            Key key = keys.mint(id);
            Transaction both = new Transaction(
                    List.of(
                            new Compare(emailKey, 0),
                            new Compare(TenantRecord.key(id), 0),
                            new Compare(KeyRecord.key(key.id()), 0)),
                    List.of(
                            new Write.Put(emailKey, EmailRecord.toWire(id)),
                            new Write.Put(TenantRecord.key(id), TenantRecord.toWire(tenant)),
                            keys.write(key, now)));
            switch (Commits.now(store, both)) {
                case Outcome.Committed ignored -> {
                    return new SignUp.Welcome(tenant, key);
                }
                case Outcome.Full() -> {
                    return new SignUp.DiskFull();
                }
                case Outcome.Conflict() -> {
                    // The address or the account number is taken: looking again tells which.
                }
            }
        }
        throw new IllegalStateException("no free account number in " + Commits.MAX_TRIES + " tries");
    }
}
