package io.sluice.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** {@code sluice 0.1.0-SNAPSHOT (a88dd3b)}: the version of the pom and, in a clone, the commit. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        @Nullable String version = Sluice.class.getPackage().getImplementationVersion();
        String commit = commit().map(hash -> " (" + hash + ")").orElse("");
        return new String[] {"sluice " + (version == null ? "unpackaged" : version) + commit};
    }

    private static Optional<String> commit() {
        String root = Environment.ofProcess().root().toString();
        try {
            Process git = new ProcessBuilder(List.of("git", "-C", root, "describe", "--always", "--dirty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String hash = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? Optional.of(hash) : Optional.empty();
        } catch (IOException noGit) {
            return Optional.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
