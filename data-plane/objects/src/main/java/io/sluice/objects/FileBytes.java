package io.sluice.objects;

import static java.nio.file.StandardOpenOption.READ;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Parts of files. Threads that read them must not be interrupted: that closes the file. */
final class FileBytes {
    private FileBytes() {}

    /** @throws EOFException when the file ends before the part does */
    static ByteBuffer read(Path file, long position, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ)) {
            if (channel.size() - position < length) {
                throw new EOFException(file + " has " + channel.size() + " bytes");
            }
            ByteBuffer buffer = ByteBuffer.allocate(length);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, position + buffer.position()) < 0) {
                    throw new EOFException(file + " became shorter");
                }
            }
            return buffer.flip();
        }
    }

    static Sha256 hash(Path file, long position, long length) throws IOException {
        MessageDigest digest = Sha256.digest();
        for (long at = 0; at < length; at += Content.PIECE_BYTES) {
            digest.update(read(file, position + at, (int) Math.min(Content.PIECE_BYTES, length - at)));
        }
        return Sha256.of(digest);
    }

    static ContentDamaged unreadable(IOException e) {
        ContentDamaged damaged = new ContentDamaged("cannot read what is to be stored: " + e);
        damaged.initCause(e);
        return damaged;
    }
}
