package io.sluice.testkit;

import io.sluice.testkit.DiskTrace.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A file of a trace: what is durable of it, and what was asked since, which a power loss may keep or not. */
final class TracedFile {
    private byte[] durable = new byte[0];
    private final List<Step> unforced = new ArrayList<>();

    /** What of the unforced calls a power loss keeps. */
    interface Kept {
        /** Whether a sector of a write is kept. */
        boolean sector(int call, int sector);

        /** Behind which call the size stands that is kept; 0 for the durable one. */
        int size(int calls);
    }

    void add(Step step) {
        unforced.add(step);
    }

    boolean hasUnforced() {
        return !unforced.isEmpty();
    }

    /** Calls since the last force. */
    int unforced() {
        return unforced.size();
    }

    /** How many sectors the newest call writes. */
    int newestSectors() {
        return unforced.getLast() instanceof Step.Written written ? last(written) - first(written) + 1 : 0;
    }

    int newestFirstSector() {
        return unforced.getLast() instanceof Step.Written written ? first(written) : 0;
    }

    void force() {
        durable = after(new Kept() {
            @Override
            public boolean sector(int call, int sector) {
                return true;
            }

            @Override
            public int size(int calls) {
                return calls;
            }
        });
        unforced.clear();
    }

    /** The file as a power loss leaves it; what its size covers and nobody wrote are zeros, as of blocks that were allocated. */
    byte[] after(Kept kept) {
        byte[] bytes = durable;
        int size = durable.length;
        int sized = kept.size(unforced.size());
        int keptSize = size;
        for (int call = 0; call < unforced.size(); call++) {
            switch (unforced.get(call)) {
                case Step.Written written -> {
                    size = Math.max(size, written.at() + written.bytes().length);
                    bytes = write(bytes, written, call, kept);
                }
                case Step.Cut cut -> {
                    size = Math.min(size, cut.size());
                    if (call < sized && cut.size() < bytes.length) {
                        bytes = Arrays.copyOf(bytes, cut.size());
                    }
                }
                default -> throw new IllegalStateException("no change of content");
            }
            keptSize = call < sized ? size : keptSize;
        }
        return Arrays.copyOf(bytes, keptSize);
    }

    private static byte[] write(byte[] before, Step.Written written, int call, Kept kept) {
        int end = written.at() + written.bytes().length;
        byte[] bytes = Arrays.copyOf(before, Math.max(before.length, end));
        for (int sector = first(written); sector <= last(written); sector++) {
            if (kept.sector(call, sector)) {
                int from = Math.max(sector * Content.SECTOR_BYTES, written.at());
                int to = Math.min((sector + 1) * Content.SECTOR_BYTES, end);
                System.arraycopy(written.bytes(), from - written.at(), bytes, from, to - from);
            }
        }
        return bytes;
    }

    private static int first(Step.Written written) {
        return written.at() / Content.SECTOR_BYTES;
    }

    private static int last(Step.Written written) {
        return (written.at() + Math.max(1, written.bytes().length) - 1) / Content.SECTOR_BYTES;
    }
}
