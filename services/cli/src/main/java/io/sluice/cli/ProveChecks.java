package io.sluice.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Shows of each check that it can fail: a check that never fails protects nothing. */
final class ProveChecks {
    private final Path root;
    private final PrintWriter out;

    ProveChecks(Path root, PrintWriter out) {
        this.root = root;
        this.out = out;
    }

    /** True if the clean tree passes and each violation is refused, for its own reason. */
    boolean run(String only) {
        try {
            Path copy = Files.createTempDirectory("sluice-prove-checks");
            try {
                copyTree(copy);
                return prove(copy, only);
            } finally {
                delete(copy);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private boolean prove(Path copy, String only) throws IOException {
        Maven maven = new Maven(copy, root.resolve(".sluice", "prove-checks.log"));
        say("building a clean copy");
        if (maven.run(List.of("verify", "-DskipTests"), line -> {}) != 0) {
            say("the clean copy does not build; see " + maven.log());
            return false;
        }
        int refused = 0;
        List<Violation> violations = Violation.all().stream()
                .filter(violation -> violation.name().contains(only))
                .toList();
        for (Violation violation : violations) {
            boolean good = isRefused(maven, violation);
            refused += good ? 1 : 0;
            say("%-9s %s".formatted(good ? "refused" : "NOT REFUSED", violation.name()));
        }
        say(refused + " of " + violations.size() + " planted violations refused");
        return refused == violations.size() && refused > 0;
    }

    private static boolean isRefused(Maven maven, Violation violation) throws IOException {
        List<Planting> plantings = new ArrayList<>();
        for (Violation part :
                Stream.concat(violation.also().stream(), Stream.of(violation)).toList()) {
            plantings.add(Planting.of(maven.root(), part));
        }
        try {
            List<String> said = new ArrayList<>();
            int exit = maven.run(violation.maven(), said::add);
            return exit != 0 && said.stream().anyMatch(line -> line.contains(violation.caughtBy()));
        } finally {
            for (Planting planting : plantings.reversed()) {
                planting.undo();
            }
        }
    }

    /** A file as it was before; empty if there was none. */
    private record Planting(Path file, String original) {
        static Planting of(Path tree, Violation part) throws IOException {
            Path file = tree.resolve(part.file());
            String original = Files.exists(file) ? Files.readString(file) : "";
            if (!original.contains(part.before())) {
                throw new CliFailure(part.file() + " has no " + part.before());
            }
            Files.createDirectories(file.toAbsolutePath().getParent());
            int place = original.indexOf(part.before());
            String end = original.substring(place + part.before().length());
            Files.writeString(
                    file, part.before().isEmpty() ? part.after() : original.substring(0, place) + part.after() + end);
            return new Planting(file, original);
        }

        void undo() throws IOException {
            if (original.isEmpty()) {
                Files.delete(file);
            } else {
                Files.writeString(file, original);
            }
        }
    }

    private void copyTree(Path copy) throws IOException {
        Process git = new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
                .directory(root.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String files = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (files.isEmpty()) {
            throw new CliFailure("--prove-checks copies what git lists, and this is no clone");
        }
        for (String file : files.split("\0", -1)) {
            Path from = root.resolve(file);
            if (!file.isEmpty() && Files.isRegularFile(from)) {
                Path to = copy.resolve(file);
                Files.createDirectories(to.toAbsolutePath().getParent());
                Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
