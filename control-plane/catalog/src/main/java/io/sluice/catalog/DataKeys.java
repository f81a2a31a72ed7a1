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
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tenants' data keys: each lies in the store sealed under the master key, and in memory ready for use; asking never
 * blocks. A tenant's newest is for what is new; the older ones stay for what was sealed under them.
 */
public final class DataKeys {
    /** Made in one transaction: each takes a write and a compare, and the counter one more of both. */
    static final int MADE_AT_ONCE = RecordStore.MAX_STEPS / 2;

    private static final String COUNTER = CounterRecord.key("datakey");
    private static final int FIRST = 1;

    private final RecordStore store;
    private final SecretBox box;
    private final SecureRandom random;
    private final InstantSource clock;
    private final Map<Integer, DataKey> byId = new ConcurrentHashMap<>();
    private final Map<TenantId, DataKey> newest = new ConcurrentHashMap<>();

    public DataKeys(RecordStore store, MasterKey master, SecureRandom random, InstantSource clock) {
        this.store = store;
        this.box = SecretBox.forDataKeys(master, random);
        this.random = random;
        this.clock = clock;
        store.watch(DataKeyRecord.PREFIX, new RecordStore.Watcher() {
            @Override
            public void put(Stored record) {
                try {
                    known(DataKeyRecord.fromWire(record.value()));
                } catch (StoreFailed notOurs) {
                    forget(DataKeyRecord.id(record.key())); // one tenant's: no reason to stop the others
                }
            }

            @Override
            public void deleted(String key, long revision) {
                forget(DataKeyRecord.id(key));
            }

            // What was sealed under it cannot be opened until it is put back.
            @Override
            public void damaged(String key, RecordDamaged why) {
                forget(DataKeyRecord.id(key));
            }
        });
    }

    /** Under which the tenant's new payloads are sealed. */
    public Optional<DataKey> current(TenantId tenant) {
        return Optional.ofNullable(newest.get(tenant));
    }

    /** Empty: there is none, or its record is damaged. */
    public Optional<DataKey> find(int id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * Sees to it that each of these has a key, and one that is not older than that; durable when this returns.
     *
     * @return false when the disk is full: some may have none then
     */
    public boolean ensure(Collection<TenantId> tenants, Instant oldest) {
        List<TenantId> wanting = tenants.stream()
                .filter(tenant -> current(tenant)
                        .filter(key -> !key.since().isBefore(oldest))
                        .isEmpty())
                .distinct()
                .sorted()
                .toList();
        for (int from = 0; from < wanting.size(); from += MADE_AT_ONCE - 1) {
            if (!make(wanting.subList(from, Math.min(wanting.size(), from + MADE_AT_ONCE - 1)))) {
                return false;
            }
        }
        return true;
    }

    /** Likewise, of any age. */
    public boolean ensure(TenantId tenant) {
        return newest.containsKey(tenant) || make(List.of(tenant));
    }

    private boolean make(List<TenantId> tenants) {
        for (int attempt = 0; attempt < Commits.MAX_TRIES; attempt++) {
            Optional<Stored> counter = store.get(COUNTER);
            long next = counter.map(stored -> CounterRecord.fromWire(stored.value()))
                    .orElse((long) FIRST);
            List<Compare> compares = new ArrayList<>();
            List<Write> writes = new ArrayList<>();
            compares.add(new Compare(COUNTER, counter.map(Stored::revision).orElse(0L)));
            writes.add(new Write.Put(COUNTER, CounterRecord.toWire(next + tenants.size())));
            for (TenantId tenant : tenants) {
                int id = Math.toIntExact(next++);
                compares.add(new Compare(DataKeyRecord.key(id), 0));
                writes.add(new Write.Put(DataKeyRecord.key(id), DataKeyRecord.toWire(random(id, tenant))));
            }
            switch (Commits.now(store, new Transaction(compares, writes))) {
                case Outcome.Committed ignored -> {
                    return true;
                }
                case Outcome.Full() -> {
                    return false;
                }
                case Outcome.Conflict() -> {}
            }
        }
        throw new IllegalStateException("no data key in " + Commits.MAX_TRIES + " tries");
    }

    private SealedDataKey random(int id, TenantId tenant) {
        byte[] bytes = new byte[DataKey.BYTES];
        random.nextBytes(bytes);
        byte[] sealed = box.seal(owner(id, tenant), Base64.getEncoder().encodeToString(bytes));
        return new SealedDataKey(id, tenant, sealed, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private void known(SealedDataKey sealed) {
        byte[] bytes = Base64.getDecoder().decode(box.open(owner(sealed.id(), sealed.tenant()), sealed.secret()));
        DataKey key = new DataKey(sealed.id(), sealed.tenant(), sealed.since(), bytes);
        byId.put(key.id(), key);
        newest.merge(key.tenant(), key, (known, other) -> known.id() > other.id() ? known : other);
    }

    private void forget(int id) {
        DataKey gone = byId.remove(id);
        if (gone != null && newest.remove(gone.tenant(), gone)) {
            byId.values().stream()
                    .filter(key -> key.tenant().equals(gone.tenant()))
                    .max((a, b) -> Integer.compare(a.id(), b.id()))
                    .ifPresent(key -> newest.put(key.tenant(), key));
        }
    }

    private static String owner(int id, TenantId tenant) {
        return DataKeyRecord.key(id) + "/" + tenant;
    }
}
