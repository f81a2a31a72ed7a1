package io.sluice.queue.image;

import io.sluice.queue.Bodies;
import io.sluice.queue.ShardState;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;

/**
 * A shard's state at one moment, as bytes. Equal states give equal images, whatever way they came about. Bodies are not in
 * it: they are in the log and in segments.
 *
 * <p>Version 2: what {@link ImageWriter} writes, in blocks. An {@link ImageWalk} writes the same with a flag in the version, topics in
 * any order up to a mark, and names of those that are gone. Version 1 knew neither ranges nor segments, and held the
 * messages' envelopes behind everything else. Another flag says that the body files of each topic follow it, one
 * more that untouched delayed messages follow their slice, and one that a byte of further flags follows: message move tasks
 * behind each topic, notes behind those, groups on standard topics behind those. {@link ImageReader} reads all.
 */
public final class StateImage {
    /** Size of a block that {@link #blocks} gives out, at most. */
    public static final int BLOCK_BYTES = 256 * 1024;

    private final List<ByteBuffer> blocks;

    private StateImage(List<ByteBuffer> blocks) {
        this.blocks = blocks;
    }

    public static StateImage of(ShardState state) {
        ImageWriter writer = new ImageWriter();
        writer.write(state);
        return new StateImage(writer.blocks());
    }

    /** The image's bytes. */
    public Iterator<ByteBuffer> blocks() {
        return blocks.stream().map(ByteBuffer::duplicate).iterator();
    }

    /**
     * The state that an image was taken of.
     *
     * @param bodies for that state; gets those that an image of version 1 holds
     * @throws IllegalArgumentException on bytes that are no image, or one of a newer version
     */
    public static ShardState restore(Iterator<ByteBuffer> blocks, Bodies bodies) {
        return restore(List.of(blocks), new ShardState(bodies));
    }

    /**
     * The state that the first image was taken of.
     *
     * @param images that one and, where it holds only changes, those before it, back to one of all topics
     * @param fresh a state to which nothing has happened; the one that is returned
     * @throws IllegalArgumentException on bytes that are no image, or one of a newer version
     */
    public static ShardState restore(List<Iterator<ByteBuffer>> images, ShardState fresh) {
        return new ImageReader(images, fresh).read();
    }

    /** The same for equal states: SHA-256 over the image, in hexadecimal digits. */
    public static String hash(ShardState state) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            of(state).blocks().forEachRemaining(digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
