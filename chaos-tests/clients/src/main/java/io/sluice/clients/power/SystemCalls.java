package io.sluice.clients.power;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** What Java has no word for: signals that stop a process, and a file system's shutdown. Linux only. */
final class SystemCalls {
    private static final int SIGSTOP = 19;
    private static final int O_RDONLY = 0;
    /** ext4's EXT4_IOC_SHUTDOWN, _IOR('X', 125, __u32): from now on nothing reaches the device. */
    private static final long SHUTDOWN = 0x8004587DL;
    /** EXT4_GOING_FLAGS_NOLOGFLUSH: what the journal has not committed is lost, too. */
    private static final int NO_LOG_FLUSH = 2;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle KILL =
            function("kill", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle OPEN = function(
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle IOCTL = function(
            "ioctl",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));

    private SystemCalls() {}

    /** Asks the system to stop every thread of a process; it does so a moment later. */
    static void stop(long pid) throws IOException {
        check("SIGSTOP to " + pid, call(KILL, (int) pid, SIGSTOP));
    }

    /** Shuts an ext4 file system down as if its power were cut. It has to be mounted anew before it is good for anything. */
    static void shutDown(Path mounted) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int directory = check("open " + mounted, call(OPEN, arena.allocateFrom(mounted.toString()), O_RDONLY));
            try {
                MemorySegment flags = arena.allocateFrom(ValueLayout.JAVA_INT, NO_LOG_FLUSH);
                check("shutdown of " + mounted, call(IOCTL, directory, SHUTDOWN, flags));
            } finally {
                call(CLOSE, directory);
            }
        }
    }

    private static int check(String what, int result) throws IOException {
        if (result < 0) {
            throw new IOException(what + " failed");
        }
        return result;
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable impossible) {
            throw new IllegalStateException("a system call that throws", impossible);
        }
    }

    // The types are those of the C library's header files.
    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor types, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), types, options);
    }
}
