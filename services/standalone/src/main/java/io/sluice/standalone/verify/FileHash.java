package io.sluice.standalone.verify;

import io.sluice.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of a whole file, with progress. */
final class FileHash {
    private static final int READ_BYTES = 256 << 10;

    private FileHash() {}

    static byte[] of(DiskFile file, ProgressBar progress) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
        ByteBuffer bytes = ByteBuffer.allocate(READ_BYTES);
        for (long at = 0; ; ) {
            int got = file.read(bytes.clear(), at);
            if (got == 0) {
                return digest.digest();
            }
            digest.update(bytes.flip());
            at += got;
            progress.advance(got);
        }
    }
}
