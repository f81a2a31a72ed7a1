package io.sluice.catalog;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The secret under which everything else is sealed. It lies in a file outside the data directory and is used only to
 * derive keys (HKDF-SHA256) for one purpose each.
 */
public final class MasterKey {
    static final int BYTES = 32;
    private static final int ID_BYTES = 8;

    private final byte[] bytes;

    MasterKey(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a master key has " + BYTES + " bytes");
        }
        this.bytes = bytes.clone();
    }

    static MasterKey random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new MasterKey(bytes);
    }

    /** Sixteen digits that tell one master key from another and nothing else about it. */
    public String id() {
        return HexFormat.of().formatHex(derive("id", ID_BYTES));
    }

    /** The key under which receipts are signed: the same for ever under this master key. */
    public byte[] receiptKey() {
        return derive("receipts", 32);
    }

    byte[] secretsKey() {
        return derive("secrets", 32);
    }

    byte[] dataKeysKey() {
        return derive("data-keys", 32);
    }

    byte[] bytes() {
        return bytes.clone();
    }

    private byte[] derive(String purpose, int length) {
        try {
            byte[] label = ("sluice/1/" + purpose).getBytes(StandardCharsets.US_ASCII);
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract().addIKM(bytes).thenExpand(label, length));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
