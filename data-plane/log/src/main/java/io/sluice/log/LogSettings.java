package io.sluice.log;

/**
 * What a shard's log may use.
 *
 * @param shard the shard's number; a file of another shard is refused
 * @param fileBytes size of each file, all of it preallocated; holds two of the largest frames at least
 * @param maxFrameBytes the most that one frame's commands may take
 * @param reserveFiles preallocated files that are kept for all but sends
 * @param maxBytes what the log's files together may take on disk, 0 for as much as there is
 */
public record LogSettings(int shard, long fileBytes, int maxFrameBytes, int reserveFiles, long maxBytes) {
    public static final long DEFAULT_FILE_BYTES = 32L << 20;
    public static final int DEFAULT_MAX_FRAME_BYTES = 4 << 20;
    public static final int DEFAULT_RESERVE_FILES = 2;
    /** The least that the files of these sizes together may be allowed to take. */
    public static final long SMALLEST_DEFAULT_BYTES = (DEFAULT_RESERVE_FILES + 2) * DEFAULT_FILE_BYTES;

    static final long MAX_FILE_BYTES = 1L << 30;

    public LogSettings {
        if (shard < 0 || reserveFiles < 1 || maxFrameBytes < 1) {
            throw new IllegalArgumentException("shard, reserve or frame size too small");
        }
        if (fileBytes < FileHeader.PAGE_BYTES + 2L * (maxFrameBytes + FrameFormat.HEADER_BYTES)
                || fileBytes > MAX_FILE_BYTES) {
            throw new IllegalArgumentException("a file holds two of the largest frames, and at most 1 GiB");
        }
        if (maxBytes != 0 && maxBytes < smallest(fileBytes, reserveFiles)) {
            throw new IllegalArgumentException("the log needs at least " + smallest(fileBytes, reserveFiles)
                    + " bytes: a file to write, the next one, and the reserve");
        }
    }

    public static LogSettings ofShard(int shard) {
        return new LogSettings(shard, DEFAULT_FILE_BYTES, DEFAULT_MAX_FRAME_BYTES, DEFAULT_RESERVE_FILES, 0);
    }

    public LogSettings withSizes(long bytesOfFile, int bytesOfFrame) {
        return new LogSettings(shard, bytesOfFile, bytesOfFrame, reserveFiles, maxBytes);
    }

    public LogSettings withReserveFiles(int files) {
        return new LogSettings(shard, fileBytes, maxFrameBytes, files, maxBytes);
    }

    public LogSettings withMaxBytes(long bytes) {
        return new LogSettings(shard, fileBytes, maxFrameBytes, reserveFiles, bytes);
    }

    /** What the frames in one file may take. */
    long bytesInFile() {
        return fileBytes - FileHeader.PAGE_BYTES;
    }

    private static long smallest(long fileBytes, int reserveFiles) {
        return (reserveFiles + 2) * fileBytes;
    }
}
