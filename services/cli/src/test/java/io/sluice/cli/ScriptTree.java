package io.sluice.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The script in a tree of its own, whose Maven only takes notes and hands over this test's class path. */
final class ScriptTree {
    private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

    private final Path folder;
    private final Path tree;

    ScriptTree(Path folder) throws IOException {
        this.folder = folder;
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

    Path path(String name) {
        return tree.resolve(name);
    }

    Ran script(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(tree.resolve("sluice").toString()));
        command.addAll(List.of(arguments));
        return ran(start(List.of(), command.toArray(String[]::new)));
    }

    Process start(List<String> variables, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("SLUICE_BUILD_LOCKED");
        for (String variable : variables) {
            String[] pair = variable.split("=", 2);
            builder.environment().put(pair[0], pair[1]);
        }
        return builder.start();
    }

    static Ran ran(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, SECONDS)).isTrue();
        return new Ran(process.exitValue(), out, err);
    }

    long builds() throws IOException {
        return Files.readAllLines(tree.resolve("notes")).size();
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
