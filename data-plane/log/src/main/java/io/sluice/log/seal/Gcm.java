package io.sluice.log.seal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/** AES-256-GCM of the JDK. A cipher is made once a thread: making one costs more than sealing a small message. */
final class Gcm {
    static final int TAG_BYTES = 16;

    private static final ThreadLocal<Cipher> CIPHERS = ThreadLocal.withInitial(Gcm::fresh);

    private Gcm() {}

    /** For a stream that is sealed piece by piece. */
    static Cipher sealing(PayloadKey key, Nonce nonce, ByteBuffer beside) {
        return begin(fresh(), Cipher.ENCRYPT_MODE, key, nonce, beside);
    }

    /** Writes ciphertext and tag. */
    static void seal(PayloadKey key, Nonce nonce, ByteBuffer beside, ByteBuffer plain, ByteBuffer out) {
        try {
            begin(CIPHERS.get(), Cipher.ENCRYPT_MODE, key, nonce, beside).doFinal(plain, out);
        } catch (GeneralSecurityException roomWasCounted) {
            throw new IllegalStateException(roomWasCounted);
        }
    }

    /**
     * Opens ciphertext with its tag behind it.
     *
     * @throws PayloadLocked when anything of it is not what was sealed
     */
    static void open(PayloadKey key, Nonce nonce, ByteBuffer beside, ByteBuffer sealed, ByteBuffer out)
            throws PayloadLocked {
        try {
            begin(CIPHERS.get(), Cipher.DECRYPT_MODE, key, nonce, beside).doFinal(sealed, out);
        } catch (AEADBadTagException wrong) {
            throw PayloadLocked.wrong(key.tenant(), key.id());
        } catch (GeneralSecurityException roomWasCounted) {
            throw new IllegalStateException(roomWasCounted);
        }
    }

    private static Cipher begin(Cipher cipher, int mode, PayloadKey key, Nonce nonce, ByteBuffer beside) {
        try {
            cipher.init(
                    mode,
                    key.aes(),
                    new GCMParameterSpec(8 * TAG_BYTES, nonce.toWire().array()));
            cipher.updateAAD(beside);
            return cipher;
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static Cipher fresh() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
