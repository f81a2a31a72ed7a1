package io.sluice.catalog;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secrets for the disk with AES-256-GCM; the owner's id is authenticated with each, so that a sealed secret put
 * beside another id does not open. Version 1: version byte, 12-byte random nonce, ciphertext with its 16-byte tag.
 */
final class SecretBox {
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random;

    SecretBox(MasterKey master, SecureRandom random) {
        this(master.secretsKey(), random);
    }

    private SecretBox(byte[] key, SecureRandom random) {
        this.key = new SecretKeySpec(key, "AES");
        this.random = random;
    }

    static SecretBox forDataKeys(MasterKey master, SecureRandom random) {
        return new SecretBox(master.dataKeysKey(), random);
    }

    byte[] seal(String owner, String secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, owner).doFinal(secret.getBytes(StandardCharsets.UTF_8));
            byte[] box = new byte[1 + NONCE_BYTES + sealed.length];
            box[0] = VERSION;
            System.arraycopy(nonce, 0, box, 1, NONCE_BYTES);
            System.arraycopy(sealed, 0, box, 1 + NONCE_BYTES, sealed.length);
            return box;
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** @throws StoreFailed when the box was not sealed for this owner under this key */
    String open(String owner, byte[] box) {
        if (box.length <= 1 + NONCE_BYTES || box[0] != VERSION) {
            throw new StoreFailed("the secret of " + owner + " is damaged, or sealed by a newer version of Sluice");
        }
        byte[] nonce = Arrays.copyOfRange(box, 1, 1 + NONCE_BYTES);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, nonce, owner);
            byte[] secret = cipher.doFinal(box, 1 + NONCE_BYTES, box.length - 1 - NONCE_BYTES);
            return new String(secret, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new StoreFailed("the secret of " + owner + " was not sealed under this master key", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String owner) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
