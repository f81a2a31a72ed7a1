package io.sluice.log;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the size of a file system's blocks is not to be had, its files go through the page cache. */
class FileDiskTest {
    /** What {@code ldd} says of a library that it has found. */
    private static final Pattern LIBRARY = Pattern.compile("(/[^ ]+) \\(0x");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** An archive as a file system: it has a store, and that has no blocks. */
    @Test
    void fileSystemWithoutBlocksIsUsedThroughTheCache() throws IOException {
        try (FileSystem archive = FileSystems.newFileSystem(directory.resolve("a.zip"), Map.of("create", "true"))) {
            Path root = archive.getPath("/");
            FileStore store = Files.getFileStore(root);
            assertThatThrownBy(store::getBlockSize).isInstanceOf(UnsupportedOperationException.class);
            InJail.useWithAnyLength(root);
        }
    }

    /** Which a process sees whose root is a folder: only root can make one. */
    @Test
    void directoryThatTheTableOfMountsDoesNotNameIsUsedThroughTheCache() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        assumeThat(Path.of("/proc/self/mounts")).exists();
        Path java = Path.of(System.getProperty("java.home"));
        link(java.resolve("bin"), directory.resolve("java/bin"));
        link(java.resolve("lib"), directory.resolve("java/lib"));
        link(java.resolve("conf"), directory.resolve("java/conf"));
        link(Path.of("target/classes"), directory.resolve("classes"));
        link(Path.of("target/test-classes"), directory.resolve("tests"));
        for (String library : libraries(java)) {
            link(Path.of(library).toRealPath(), directory.resolve(library.substring(1)));
        }
        ProcessBuilder jail = new ProcessBuilder(
                "chroot", directory.toString(), "/java/bin/java", "-cp", "/classes:/tests", InJail.class.getName());
        jail.environment().put("LD_LIBRARY_PATH", "/java/lib:/java/lib/server");
        assertThat(output(jail)).isEqualTo("Mount point not found\nused\n");
    }

    /** Of the virtual machine, beside its own. */
    private static List<String> libraries(Path java) throws Exception {
        List<String> found = new ArrayList<>();
        Matcher library = LIBRARY.matcher(output(new ProcessBuilder(
                "ldd",
                java.resolve("bin/java").toString(),
                java.resolve("lib/server/libjvm.so").toString())));
        while (library.find()) {
            if (!library.group(1).startsWith(java.toString()) && !found.contains(library.group(1))) {
                found.add(library.group(1));
            }
        }
        return found;
    }

    private static String output(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** Gives a file, or all files of a folder, a second name, or copies them where that cannot be. */
    private static void link(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file :
                    all.filter(one -> Files.isRegularFile(one, NOFOLLOW_LINKS)).toList()) {
                Path as = to.resolve(from.relativize(file).toString());
                if (from.equals(file)) {
                    as = to;
                }
                Files.createDirectories(as.resolveSibling("."));
                try {
                    Files.createLink(as, file);
                } catch (UnsupportedOperationException | FileSystemException elsewhere) {
                    Files.copy(file, as);
                }
            }
        }
    }

    /** What the process does whose root is a folder. */
    static final class InJail {
        private InJail() {}

        public static void main(String[] arguments) throws IOException {
            Path directory = Files.createDirectories(Path.of("/data"));
            try {
                System.out.println(Files.getFileStore(directory));
            } catch (IOException noSuchMount) {
                System.out.println(noSuchMount.getMessage());
            }
            useWithAnyLength(directory);
            System.out.println("used");
        }

        /** Direct I/O would refuse it. */
        static void useWithAnyLength(Path directory) throws IOException {
            FileDisk disk = new FileDisk(directory);
            try (DiskFile file = disk.createStream("streamed")) {
                file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
                file.write(ByteBuffer.wrap(new byte[] {4}), 3);
            }
            try (DiskFile file = disk.openStream("streamed")) {
                ByteBuffer bytes = ByteBuffer.allocate(10);
                if (file.read(bytes, 1) != 3 || !bytes.flip().equals(ByteBuffer.wrap(new byte[] {2, 3, 4}))) {
                    throw new IllegalStateException("not what was written");
                }
            }
        }
    }
}
