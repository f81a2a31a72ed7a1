package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.sluice.log.DirectoryRefused.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temporary;

    @Test
    void keepsShardsApartAndCanBeOpenedAgain() throws IOException {
        Path root = temporary.resolve("a/b");
        try (DataDirectory directory = DataDirectory.open(root)) {
            directory.shard(3).open("x").close();
            directory.shard(0).open("y").close();
            assertThat(directory.shards()).containsExactly(0, 3);
        }
        assertThat(Files.readString(root.resolve("FORMAT"))).isEqualTo("sluice-data 3\n");
        try (DataDirectory directory = DataDirectory.open(root)) {
            assertThat(directory.shard(3).list()).containsExactly("x");
        }
    }

    @Test
    void sameProcessCannotHoldItTwice() throws IOException {
        DataDirectory held = DataDirectory.open(temporary);
        refused(temporary, Reason.HELD, "process " + ProcessHandle.current().pid());
        held.close();
        DataDirectory.open(temporary).close();
    }

    @Test
    void anotherProcessHoldsItUntilItEnds() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        temporary.toString())
                .inheritIO()
                .redirectOutput(ProcessBuilder.Redirect.PIPE)
                .start();
        try {
            assertThat(other.getInputStream().read()).isEqualTo('h');
            refused(temporary, Reason.HELD, "process " + other.pid());
        } finally {
            other.destroyForcibly();
            assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        DataDirectory.open(temporary).close();
    }

    /** Runs as a process of its own. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws Exception {
            try (DataDirectory held = DataDirectory.open(Path.of(args[0]))) {
                System.out.write('h');
                System.out.flush();
                Thread.sleep(60_000);
                System.out.println(held.root());
            }
        }
    }

    @Test
    void newerFormatIsRefusedAndUntouched() throws IOException {
        Files.writeString(temporary.resolve("FORMAT"), "sluice-data 4\n");
        refused(temporary, Reason.NEWER_FORMAT, "start a newer version");
        assertThat(temporary.toFile().list()).containsExactly("FORMAT");
    }

    @Test
    void olderFormatIsTakenAndNoOlderProgramTakesItAgain() throws IOException {
        Files.writeString(temporary.resolve("FORMAT"), "sluice-data 1\n");
        DataDirectory.open(temporary).close();
        assertThat(Files.readString(temporary.resolve("FORMAT"))).isEqualTo("sluice-data 3\n");
    }

    @Test
    void damagedFormatIsRefused() throws IOException {
        Files.writeString(temporary.resolve("FORMAT"), "sluice-data one\n");
        refused(temporary, Reason.NOT_OURS, "damaged");
    }

    @Test
    void somebodyElsesDirectoryIsRefused() throws IOException {
        Files.writeString(temporary.resolve("letter.txt"), "dear");
        refused(temporary, Reason.NOT_OURS, "something else");
        refused(temporary.resolve("letter.txt"), Reason.NOT_OURS, "not a directory");
        assertThat(temporary.toFile().list()).containsExactly("letter.txt");
    }

    @Test
    void interruptedFirstStartIsTakenUp() throws IOException {
        Files.writeString(temporary.resolve("lock"), "1\n");
        Files.writeString(temporary.resolve("FORMAT.new"), "slui");
        DataDirectory.open(temporary).close();
        assertThat(Files.readString(temporary.resolve("FORMAT"))).isEqualTo("sluice-data 3\n");
    }

    @Test
    void noPermissionIsSaid() throws IOException {
        Path root = Files.createDirectory(temporary.resolve("closed"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(canWrite(root), "this user may write everywhere");
        refused(root, Reason.NO_PERMISSION, "choose another data directory");
        refused(root.resolve("inside"), Reason.NO_PERMISSION, "choose another data directory");
    }

    @Test
    void whatItMakesIsForItsOwnerAlone() throws IOException {
        Path above = temporary.resolve("above");
        DataDirectory.open(above.resolve("data")).close();
        assertThat(permissions(above.resolve("data"))).isEqualTo("rwx------");
        assertThat(permissions(above)).isNotEqualTo("rwx------");
    }

    @Test
    void aDirectoryThatIsThereKeepsItsPermissions() throws IOException {
        Path root = Files.createDirectory(temporary.resolve("shared"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-x---"));
        DataDirectory.open(root).close();
        assertThat(permissions(root)).isEqualTo("rwxr-x---");
    }

    private static String permissions(Path directory) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPlaceWhereNothingCanBeMadeIsSaid() {
        refused(Path.of("/proc/foo"), Reason.NO_PERMISSION, "/proc/foo cannot be made there: choose another");
        refused(Path.of("/proc/foo/data"), Reason.NO_PERMISSION, "/proc/foo cannot be made there: choose another");
    }

    @Test
    void whatTheSystemSaysIsTold() {
        for (String said :
                new String[] {"Read-only file system", "Operation not permitted", "No space left on device"}) {
            DirectoryRefused refused = DirectoryRefused.of(new FileSystemException("/data", null, said));
            assertThat(refused.reason()).isEqualTo(Reason.NO_PERMISSION);
            assertThat(refused)
                    .hasMessage("cannot write /data (" + said + "): make it writable or choose another data directory");
        }
    }

    private static boolean canWrite(Path root) {
        try (FileChannel probe =
                FileChannel.open(root.resolve("probe"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            return probe.isOpen();
        } catch (IOException e) {
            return false;
        }
    }

    private static void refused(Path root, Reason reason, String words) {
        assertThatThrownBy(() -> DataDirectory.open(root))
                .asInstanceOf(InstanceOfAssertFactories.type(DirectoryRefused.class))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
                .satisfies(e -> assertThat(e.getMessage()).contains(words).doesNotContain("\n"));
    }
}
