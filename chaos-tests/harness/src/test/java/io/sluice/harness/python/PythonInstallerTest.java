package io.sluice.harness.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.harness.cache.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients come onto a machine that has only Python. */
class PythonInstallerTest {
    private static final String VERSION = "import boto3; print(boto3.__version__)";

    @TempDir
    Path folder;

    @Test
    @Timeout(600)
    void toolsetIsInstalledOnceAndReused() throws Exception {
        PythonInstaller installer = new PythonInstaller("python3", new Cache(folder.resolve("cache")));
        Python python = installer.install(Toolset.BOTO3);
        assertThat(version(python)).isEqualTo(wanted());

        long begun = System.nanoTime();
        assertThat(installer.install(Toolset.BOTO3)).isEqualTo(python);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    @Timeout(600)
    void withoutVenvPipInstallsIntoAFolder() throws Exception {
        PythonInstaller installer = new PythonInstaller(pythonWithout("venv"), new Cache(folder.resolve("cache")));
        Python python = installer.install(Toolset.BOTO3);
        assertThat(python.environment()).containsKey("PYTHONPATH");
        assertThat(version(python)).isEqualTo(wanted());
    }

    @Test
    void withoutVenvAndPipTheErrorNamesThePackage() throws Exception {
        PythonInstaller installer = new PythonInstaller(pythonWithout("venv|pip"), new Cache(folder.resolve("cache")));
        assertThatThrownBy(() -> installer.install(Toolset.BOTO3))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("python3-venv");
    }

    private static String version(Python python) throws Exception {
        ProcessRun run = ProcessRun.of(
                List.of(python.interpreter(), "-c", VERSION), python.environment(), "", Duration.ofSeconds(30));
        assertThat(run.succeeded()).as(run.said()).isTrue();
        return run.output().strip();
    }

    private static String wanted() {
        return Toolset.BOTO3
                .requirements()
                .lines()
                .filter(line -> line.startsWith("boto3=="))
                .map(line -> line.substring("boto3==".length()))
                .findFirst()
                .orElseThrow();
    }

    /** As Debian has it without its packages: the module is there and says that it cannot. */
    private String pythonWithout(String modules) throws IOException {
        Path wrapper = folder.resolve("python3");
        Files.writeString(wrapper, """
                #!/bin/sh
                case "$1 $2" in
                  "-m "MODULES) echo "ensurepip is not available" >&2; exit 1 ;;
                esac
                exec python3 "$@"
                """.replace("MODULES", modules.replace("|", "|\"-m \"")));
        Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
        return wrapper.toString();
    }
}
