package io.sluice.catalog;

import io.sluice.catalog.RecordStore.Stored;
import io.sluice.catalog.RecordStore.Write;
import io.sluice.model.TenantId;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Access keys. Secrets lie sealed in the store and are opened when first asked for; asking never blocks. */
public final class Keys {
    private static final String ID_PREFIX = "SLUI";
    private static final int ID_RANDOM_CHARACTERS = 16;
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int SECRET_BYTES = 30;

    private final SecretBox box;
    private final SecureRandom random;
    private final Map<String, Entry> byId = new ConcurrentHashMap<>();

    private sealed interface Entry {
        record Closed(SealedKey sealed) implements Entry {}

        record Open(Key key) implements Entry {}

        record Damaged(RecordDamaged why) implements Entry {}
    }

    public Keys(RecordStore store, MasterKey master, SecureRandom random) {
        this.box = new SecretBox(master, random);
        this.random = random;
        store.watch(KeyRecord.PREFIX, new RecordStore.Watcher() {
            @Override
            public void put(Stored record) {
                SealedKey sealed = KeyRecord.fromWire(record.value());
                byId.put(sealed.id(), new Entry.Closed(sealed));
            }

            @Override
            public void deleted(String key, long revision) {
                byId.remove(key.substring(KeyRecord.PREFIX.length()));
            }

            @Override
            public void damaged(String key, RecordDamaged why) {
                byId.put(key.substring(KeyRecord.PREFIX.length()), new Entry.Damaged(why));
            }
        });
    }

    /**
     * Empty: no such key.
     *
     * @throws RecordDamaged when there is one, but it cannot be read
     */
    public Optional<Key> find(String id) {
        return switch (byId.get(id)) {
            case null -> Optional.empty();
            case Entry.Open(Key key) -> Optional.of(key);
            case Entry.Damaged(RecordDamaged why) -> throw why;
            case Entry.Closed closed -> {
                SealedKey sealed = closed.sealed();
                Key key = new Key(id, sealed.tenant(), sealed.principal(), box.open(id, sealed.secret()));
                byId.replace(id, closed, new Entry.Open(key));
                yield Optional.of(key);
            }
        };
    }

    /** A new key, in force when {@link #write} of it is committed. */
    Key mint(TenantId tenant) {
        StringBuilder id = new StringBuilder(ID_PREFIX);
        for (int i = 0; i < ID_RANDOM_CHARACTERS; i++) {
            id.append(BASE32.charAt(random.nextInt(BASE32.length())));
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new Key(
                id.toString(), tenant, tenant.toString(), Base64.getUrlEncoder().encodeToString(secret));
    }

    Write write(Key key, Instant since) {
        byte[] sealed = box.seal(key.id(), key.secret());
        SealedKey record = new SealedKey(key.id(), key.tenant(), key.principal(), sealed, since);
        return new Write.Put(KeyRecord.key(key.id()), KeyRecord.toWire(record));
    }
}
