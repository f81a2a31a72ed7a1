package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script itself, in a tree of its own whose Maven only takes notes and hands over this test's class path. */
class ScriptTest {
    @TempDir
    Path folder;

    private ScriptTree tree;

    @BeforeEach
    void tree() throws IOException {
        tree = new ScriptTree(folder);
    }

    @Test
    void buildsOnFirstUseOnly() throws Exception {
        assertThat(tree.script("--version")).satisfies(ran -> {
            assertThat(ran.exit()).as(ran.err()).isZero();
            assertThat(ran.out()).startsWith("sluice ");
            assertThat(ran.err()).contains("building");
        });

        Ran again = tree.script("--version");

        assertThat(again.err()).isEmpty();
        assertThat(tree.builds()).isEqualTo(1);
    }

    @Test
    void buildsAgainWhenASourceChanged() throws Exception {
        tree.script("--version");
        Files.writeString(tree.path("services/cli/src/main/java/A.java"), "class A { int changed; }");
        tree.script("--version");
        Files.delete(tree.path("services/cli/src/main/java/A.java"));
        tree.script("--version");

        assertThat(tree.builds()).isEqualTo(3);
    }

    @Test
    void aChangedTestIsNoReasonToBuild() throws Exception {
        tree.script("--version");
        Files.createDirectories(tree.path("services/cli/src/test/java"));
        Files.writeString(tree.path("services/cli/src/test/java/ATest.java"), "class ATest {}");
        tree.script("--version");

        assertThat(tree.builds()).isEqualTo(1);
    }

    @Test
    void aFailedBuildShowsWhyAndIsTriedAgain() throws Exception {
        Files.writeString(tree.path("broken"), "");
        Ran broken = tree.script("--version");
        Files.delete(tree.path("broken"));

        assertThat(broken.exit()).isEqualTo(1);
        assertThat(broken.out()).isEmpty();
        assertThat(broken.err()).contains("A.java: not this way", "sluice: the build failed");
        assertThat(tree.script("--version").exit()).isZero();
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        Files.writeString(tree.path("slow"), "");
        Process first = tree.start(List.of(), tree.path("sluice").toString(), "--version");
        Process second = tree.start(List.of(), tree.path("sluice").toString(), "--version");

        assertThat(ScriptTree.ran(first).exit()).isZero();
        assertThat(ScriptTree.ran(second).exit()).isZero();
        assertThat(tree.builds()).isEqualTo(1);
    }

    @Test
    void worksThroughALinkAndFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a tree/sluice"));

        Ran ran = ScriptTree.ran(tree.start(List.of(), link.toString(), "--version"));

        assertThat(ran.exit()).as(ran.err()).isZero();
    }

    @Test
    void withoutJdkNamesThePackage() throws Exception {
        Ran ran = ScriptTree.ran(tree.start(
                List.of("JAVA_HOME=/nonexistent", "SLUICE_JDK_FOLDERS=/nonexistent", "PATH=" + pathWithoutJava()),
                "/bin/bash",
                tree.path("sluice").toString(),
                "--version"));

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .isEqualTo(
                        "sluice: no JDK 25 found; install one (package temurin-25-jdk) or set JAVA_HOME to where it is\n");
    }

    /** A folder with links to what the script needs before it looks for Java. */
    private Path pathWithoutJava() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        for (String tool : List.of("bash", "dirname", "readlink", "sed")) {
            for (String place : List.of("/usr/bin", "/bin")) {
                if (Files.exists(Path.of(place, tool)) && !Files.exists(bin.resolve(tool))) {
                    Files.createSymbolicLink(bin.resolve(tool), Path.of(place, tool));
                }
            }
        }
        return bin;
    }
}
