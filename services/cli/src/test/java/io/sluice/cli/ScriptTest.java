package io.sluice.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script itself, in a tree of its own whose Maven only takes notes and hands over this test's class path. */
class ScriptTest {
    private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private Path tree;

    @BeforeEach
    void tree() throws IOException {
        tree = folder.resolve("a tree");
        Files.createDirectories(tree.resolve(".mvn"));
        Files.createDirectories(tree.resolve("services/cli/src/main/java"));
        Files.copy(REPOSITORY.resolve("sluice"), tree.resolve("sluice"));
        Files.copy(REPOSITORY.resolve(".mvn/find-jdk.sh"), tree.resolve(".mvn/find-jdk.sh"));
        Files.writeString(tree.resolve("pom.xml"), "");
        Files.writeString(tree.resolve("services/cli/pom.xml"), "");
        Files.writeString(tree.resolve("services/cli/src/main/java/A.java"), "class A {}");
        executable(tree.resolve("mvnw"), """
                #!/bin/sh
                cd "$(dirname "$0")"
                echo built >> notes
                [ ! -f slow ] || sleep 1
                [ ! -f broken ] || { echo '[ERROR] A.java: not this way'; exit 1; }
                mkdir -p services/cli/target
                : > services/cli/target/sluice-cli-1.jar
                printf %%s '%s' > services/cli/target/classpath
                """.formatted(System.getProperty("java.class.path")));
        executable(tree.resolve("sluice"), Files.readString(tree.resolve("sluice")));
    }

    @Test
    void buildsOnFirstUseOnly() throws Exception {
        assertThat(script("--version")).satisfies(ran -> {
            assertThat(ran.exit()).as(ran.err()).isZero();
            assertThat(ran.out()).startsWith("sluice ");
            assertThat(ran.err()).contains("building");
        });

        Ran again = script("--version");

        assertThat(again.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void buildsAgainWhenASourceChanged() throws Exception {
        script("--version");
        Files.writeString(tree.resolve("services/cli/src/main/java/A.java"), "class A { int changed; }");
        script("--version");
        Files.delete(tree.resolve("services/cli/src/main/java/A.java"));
        script("--version");

        assertThat(builds()).isEqualTo(3);
    }

    @Test
    void aChangedTestIsNoReasonToBuild() throws Exception {
        script("--version");
        Files.createDirectories(tree.resolve("services/cli/src/test/java"));
        Files.writeString(tree.resolve("services/cli/src/test/java/ATest.java"), "class ATest {}");
        script("--version");

        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void aFailedBuildShowsWhyAndIsTriedAgain() throws Exception {
        Files.writeString(tree.resolve("broken"), "");
        Ran broken = script("--version");
        Files.delete(tree.resolve("broken"));

        assertThat(broken.exit()).isEqualTo(1);
        assertThat(broken.out()).isEmpty();
        assertThat(broken.err()).contains("A.java: not this way", "sluice: the build failed");
        assertThat(script("--version").exit()).isZero();
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        Files.writeString(tree.resolve("slow"), "");
        Process first = start(List.of(), tree.resolve("sluice").toString(), "--version");
        Process second = start(List.of(), tree.resolve("sluice").toString(), "--version");

        assertThat(ran(first).exit()).isZero();
        assertThat(ran(second).exit()).isZero();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void worksThroughALinkAndFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a tree/sluice"));

        Ran ran = ran(start(List.of(), link.toString(), "--version"));

        assertThat(ran.exit()).as(ran.err()).isZero();
    }

    @Test
    void withoutJdkNamesThePackage() throws Exception {
        Ran ran = ran(start(
                List.of("JAVA_HOME=/nonexistent", "SLUICE_JDK_FOLDERS=/nonexistent", "PATH=" + pathWithoutJava()),
                "/bin/bash",
                tree.resolve("sluice").toString(),
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

    private Ran script(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(tree.resolve("sluice").toString()));
        command.addAll(List.of(arguments));
        return ran(start(List.of(), command.toArray(String[]::new)));
    }

    private Process start(List<String> variables, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("SLUICE_BUILD_LOCKED");
        for (String variable : variables) {
            String[] pair = variable.split("=", 2);
            builder.environment().put(pair[0], pair[1]);
        }
        return builder.start();
    }

    private static Ran ran(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, SECONDS)).isTrue();
        return new Ran(process.exitValue(), out, err);
    }

    private long builds() throws IOException {
        return Files.readAllLines(tree.resolve("notes")).size();
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
