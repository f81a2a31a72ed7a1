package io.sluice.queue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;

/**
 * A shard's state at one moment, as bytes. Equal states give equal images, whatever way they came about. Taking one
 * copies everything but the envelopes, which never change; turning it into blocks can be left to another thread.
 *
 * <p>Version 1: {@link ImageWriter} writes the index, {@link ImageReader} reads it; behind the index come the envelopes
 * in the index's order, without lengths, which the index has.
 */
public final class StateImage {
    /** Size of a block that {@link #blocks} gives out, at most. */
    public static final int BLOCK_BYTES = 256 * 1024;

    private final List<ByteBuffer> index;
    private final List<byte[]> envelopes;

    private StateImage(List<ByteBuffer> index, List<byte[]> envelopes) {
        this.index = index;
        this.envelopes = envelopes;
    }

    public static StateImage of(ShardState state) {
        ImageWriter writer = new ImageWriter();
        writer.write(state);
        return new StateImage(writer.chunks(), writer.envelopes());
    }

    /** The image's bytes; a block's content is good until the next one is asked for. */
    public Iterator<ByteBuffer> blocks() {
        return new Iterator<>() {
            private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
            private int chunk;
            private int envelope;
            private int within;

            @Override
            public boolean hasNext() {
                return chunk < index.size() || envelope < envelopes.size();
            }

            @Override
            public ByteBuffer next() {
                if (chunk < index.size()) {
                    return index.get(chunk++).duplicate();
                }
                block.clear();
                while (envelope < envelopes.size() && block.hasRemaining()) {
                    byte[] bytes = envelopes.get(envelope);
                    int part = Math.min(bytes.length - within, block.remaining());
                    block.put(bytes, within, part);
                    within += part;
                    if (within == bytes.length) {
                        envelope++;
                        within = 0;
                    }
                }
                return block.flip();
            }
        };
    }

    /**
     * The state that an image was taken of.
     *
     * @throws IllegalArgumentException on bytes that are no image, or one of a newer version
     */
    public static ShardState restore(Iterator<ByteBuffer> blocks) {
        return new ImageReader(blocks).read();
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

    static <T> List<T> sorted(Iterable<T> things, java.util.Comparator<? super T> order) {
        List<T> list = new ArrayList<>();
        things.forEach(list::add);
        list.sort(order);
        return list;
    }
}
