package io.sluice.standalone.verify;

import io.sluice.catalog.DataKeys;
import io.sluice.catalog.MasterKey;
import io.sluice.catalog.MasterKeyFile;
import io.sluice.catalog.SqliteStore;
import io.sluice.catalog.StoreFailed;
import io.sluice.log.seal.Nonces;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.standalone.CatalogPayloadKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Consumer;

/** The data keys of a directory, where the master key is at hand; without it what is sealed is checked, and not opened. */
final class VerifyKeys {
    private VerifyKeys() {}

    static PayloadSeal of(Path root, Path masterKeyFile, Consumer<String> note) throws IOException {
        if (!Files.exists(root.resolve(CatalogCopy.NAME))) {
            note.accept("no " + CatalogCopy.NAME + " in " + root + ": sealed payloads are checked and not opened");
            return PayloadSeal.NONE;
        }
        if (!Files.exists(masterKeyFile)) {
            note.accept("no master key in " + masterKeyFile + ": sealed payloads are checked and not opened");
            return PayloadSeal.NONE;
        }
        try (CatalogCopy copy = CatalogCopy.of(root);
                SqliteStore records = new SqliteStore(copy.database(), failed -> {}, damaged -> {})) {
            MasterKey master = MasterKeyFile.open(masterKeyFile, records);
            DataKeys keys = new DataKeys(records, master, new SecureRandom(), InstantSource.system());
            return new PayloadSeal(new CatalogPayloadKeys(keys), new Nonces(() -> 0)); // seals nothing
        } catch (StoreFailed none) {
            note.accept("sealed payloads are checked and not opened: " + none.getMessage());
            return PayloadSeal.NONE;
        }
    }
}
