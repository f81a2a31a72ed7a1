package io.sluice.log;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** A data directory cannot be used; the message is one line that says what to do. */
public final class DirectoryRefused extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public DirectoryRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** What the operating system refused there, and what to do about it, in one line. */
    public static DirectoryRefused of(FileSystemException failure) {
        Reason reason = failure instanceof FileAlreadyExistsException ? Reason.NOT_OURS : Reason.NO_PERMISSION;
        DirectoryRefused refused = new DirectoryRefused(reason, words(failure));
        refused.initCause(failure);
        return refused;
    }

    private static String words(FileSystemException failure) {
        String place = failure.getFile() == null ? "a file" : failure.getFile();
        return switch (failure) {
            case AccessDeniedException denied ->
                "no permission to write " + place + ": change its owner or choose another data directory";
            case FileAlreadyExistsException taken -> place + " is not a directory: choose another data directory";
            case NoSuchFileException gone -> place + " cannot be made there: choose another data directory";
            default ->
                "cannot write " + place + " (" + failure.getReason()
                        + "): make it writable or choose another data directory";
        };
    }

    public Reason reason() {
        return reason;
    }

    public enum Reason {
        /** Another process works with it. */
        HELD,
        /** A newer version of Sluice wrote it. */
        NEWER_FORMAT,
        /** It cannot be read or written by this user. */
        NO_PERMISSION,
        /** There is something else at that place. */
        NOT_OURS
    }
}
