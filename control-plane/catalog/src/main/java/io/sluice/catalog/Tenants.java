package io.sluice.catalog;

import io.sluice.catalog.RecordStore.Compare;
import io.sluice.catalog.RecordStore.Outcome;
import io.sluice.catalog.RecordStore.Stored;
import io.sluice.catalog.RecordStore.Transaction;
import io.sluice.catalog.RecordStore.Write;
import io.sluice.model.TenantId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who signed up, and signing up. */
public final class Tenants {
    /** How long a sign-up can be repeated. */
    public static final Duration REPEATABLE = Duration.ofMinutes(10);

    private static final int SWEPT_PER_SIGN_UP = 8;
    private static final long LOWEST_ACCOUNT = 100_000_000_000L;
    private static final long ACCOUNTS = 1_000_000_000_000L;

    private final RecordStore store;
    private final Keys keys;
    private final SecureRandom random;
    private final InstantSource clock;
    private final Map<TenantId, Tenant> byId = new ConcurrentHashMap<>();
    private final Map<String, RecordDamaged> damaged = new ConcurrentHashMap<>();
    private final SignedUpView signedUp = new SignedUpView();

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
        store.watch(SignedUpRecord.PREFIX, signedUp);
    }

    /** What came of signing up. */
    public sealed interface SignUp {
        /**
         * A new tenant.
         *
         * @param key its only one; the secret is not shown again
         */
        record Welcome(Tenant tenant, Key key) implements SignUp {}

        record EmailTaken() implements SignUp {}

        /** The idempotency key was used for another address or name. */
        record OtherRequest() implements SignUp {}

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

    /** Of all that can be read. */
    public Set<TenantId> all() {
        return Set.copyOf(byId.keySet());
    }

    /**
     * Records a tenant under a random free account number, with its first key; durable when this returns. Whoever signed up
     * with an idempotency key and lost the answer may do the same again within {@link #REPEATABLE}: the tenant stays, and a
     * fresh key takes the place of the lost one.
     *
     * @throws RecordDamaged when a record that this needs cannot be read
     */
    public SignUp signUp(EmailAddress email, String name, Optional<IdempotencyKey> token) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String emailKey = EmailRecord.key(email);
        for (int attempt = 0; attempt < Commits.MAX_TRIES; attempt++) {
            Optional<SignedUpView.Entry> before = lately(token, now);
            if (before.isPresent()) {
                Tenant tenant = find(before.get().what().tenant()).orElseThrow();
                if (!tenant.email().folded().equals(email.folded())
                        || !tenant.name().equals(name)) {
                    return new SignUp.OtherRequest();
                }
                Key key = keys.mint(tenant.id());
                Optional<SignUp> again = made(repeat(before.get(), key, now), tenant, key);
                if (again.isPresent()) {
                    return again.get();
                }
            } else if (store.get(emailKey).isEmpty()) {
                TenantId id = new TenantId(random.nextLong(LOWEST_ACCOUNT, ACCOUNTS));
                Tenant tenant = new Tenant(id, email, name, now);
                Key key = keys.mint(id);
                Optional<SignUp> first = made(first(tenant, key, token), tenant, key);
                if (first.isPresent()) {
                    return first.get();
                }
            } else if (lately(token, now).isEmpty()) {
                return new SignUp.EmailTaken();
            } // else the same request came twice, and the other was faster: this one repeats it
        }
        throw new IllegalStateException("no free account number in " + Commits.MAX_TRIES + " tries");
    }

    /** Empty: the address, the account number or the idempotency key was taken meanwhile; looking again tells which. */
    private Optional<SignUp> made(Transaction transaction, Tenant tenant, Key key) {
        return switch (Commits.now(store, transaction)) {
            case Outcome.Committed ignored -> Optional.of(new SignUp.Welcome(tenant, key));
            case Outcome.Full() -> Optional.of(new SignUp.DiskFull());
            case Outcome.Conflict() -> Optional.empty();
        };
    }

    private Optional<SignedUpView.Entry> lately(Optional<IdempotencyKey> token, Instant now) {
        return token.flatMap(given -> signedUp.entry(SignedUpRecord.key(given)))
                .filter(entry -> now.isBefore(entry.what().since().plus(REPEATABLE)));
    }

    private Transaction first(Tenant tenant, Key key, Optional<IdempotencyKey> token) {
        String emailKey = EmailRecord.key(tenant.email());
        List<Compare> compares = new ArrayList<>();
        compares.add(new Compare(emailKey, 0));
        compares.add(new Compare(TenantRecord.key(tenant.id()), 0));
        compares.add(new Compare(KeyRecord.key(key.id()), 0));
        List<Write> writes = new ArrayList<>();
        writes.add(new Write.Put(emailKey, EmailRecord.toWire(tenant.id())));
        writes.add(new Write.Put(TenantRecord.key(tenant.id()), TenantRecord.toWire(tenant)));
        writes.add(keys.write(key, tenant.since()));
        String tokenKey = token.map(SignedUpRecord::key).orElse("");
        for (SignedUpView.Entry old : signedUp.before(tenant.since().minus(REPEATABLE), SWEPT_PER_SIGN_UP)) {
            if (!old.key().equals(tokenKey)) {
                compares.add(new Compare(old.key(), old.revision()));
                writes.add(new Write.Delete(old.key()));
            }
        }
        if (token.isPresent()) {
            long revision =
                    signedUp.entry(tokenKey).map(SignedUpView.Entry::revision).orElse(0L);
            compares.add(new Compare(tokenKey, revision));
            SignedUp answered = new SignedUp(tenant.id(), key.id(), tenant.since());
            writes.add(new Write.Put(tokenKey, SignedUpRecord.toWire(answered)));
        }
        return new Transaction(compares, writes);
    }

    /** The key that was answered before was never shown, or is lost: it goes in the transaction that makes the new one. */
    private Transaction repeat(SignedUpView.Entry before, Key key, Instant now) {
        SignedUp answered =
                new SignedUp(before.what().tenant(), key.id(), before.what().since());
        return new Transaction(
                List.of(new Compare(before.key(), before.revision()), new Compare(KeyRecord.key(key.id()), 0)),
                List.of(
                        new Write.Put(before.key(), SignedUpRecord.toWire(answered)),
                        new Write.Delete(KeyRecord.key(before.what().keyId())),
                        keys.write(key, now)));
    }
}
