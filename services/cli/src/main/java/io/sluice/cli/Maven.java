package io.sluice.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs the tree's own Maven; all that it says goes to a log file, and line by line to whoever listens. */
record Maven(Path root, Path log) {
    /** Returns Maven's exit code. */
    int run(List<String> arguments, Consumer<String> listener) {
        List<String> command = new ArrayList<>(List.of(root.resolve("mvnw").toString(), "-B", "-ntp"));
        command.addAll(List.of("-f", root.resolve("pom.xml").toString()));
        command.addAll(arguments);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Process maven = new ProcessBuilder(command)
                    .directory(root.toFile())
                    .redirectErrorStream(true)
                    .start();
            maven.getOutputStream().close();
            try (BufferedReader lines = maven.inputReader();
                    PrintWriter copy = new PrintWriter(Files.newBufferedWriter(log))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    copy.println(line);
                    listener.accept(line);
                }
            }
            return maven.waitFor();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new CliFailure("interrupted", stop);
        }
    }
}
