package io.sluice.objects;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Reads a content once, from its beginning to its end, and finds out whether it is what its hash says. */
final class Pieces {
    private final Content content;
    private final MessageDigest digest = Sha256.digest();
    private long position;

    Pieces(Content content) {
        this.content = content;
    }

    boolean hasNext() {
        return position < content.length();
    }

    /**
     * The next bytes, that many unless fewer are left.
     *
     * @throws ContentDamaged instead of the last ones, when all together do not have the hash
     */
    ByteBuffer next(int most) throws ContentDamaged {
        ByteBuffer piece = content.read(position, (int) Math.min(most, content.length() - position));
        digest.update(piece.duplicate());
        position += piece.remaining();
        if (!hasNext() && !Sha256.of(digest).equals(content.sha256())) {
            throw new ContentDamaged("it has " + content.length() + " bytes that are not what its hash says");
        }
        return piece;
    }
}
