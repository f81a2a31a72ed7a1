package io.sluice.clients.polyglot;

import io.sluice.clients.cache.Cache;
import io.sluice.clients.python.ProcessRun;
import io.sluice.clients.python.Python;
import io.sluice.clients.python.PythonInstaller;
import io.sluice.clients.python.Toolset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Our program in Go, built once for what its sources say. Go is installed once, without root; which Go the machine has does
 * not matter.
 */
record GoProgram(Path file) {
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final String WHERE_IS_GO = "import go; print(go.__path__[0])";
    private static final List<String> SOURCES =
            List.of("go.mod", "go.sum", "main.go", "telling.go", "facts.go", "work.go", "terraform.go");

    static GoProgram built() throws IOException, InterruptedException {
        StringBuilder contents = new StringBuilder();
        for (String source : SOURCES) {
            contents.append(Resource.text("go/" + source));
        }
        return new GoProgram(
                Cache.ofUser().once("go", contents.toString(), GoProgram::build).resolve("clients"));
    }

    ClientCommand command(String part) {
        return new ClientCommand(List.of(file.toString(), part), Map.of());
    }

    /** Leaves nothing in the folder but the program. */
    private static void build(Path folder) throws IOException, InterruptedException {
        Path go = installedGo();
        System.err.println("[go] builds a program with the AWS SDK in " + folder);
        Path work = folder.resolve("work");
        Path sources = Files.createDirectories(work.resolve("sources"));
        Resource.copy("go", SOURCES, sources);
        Map<String, String> environment = Map.of(
                "GOTOOLCHAIN", "local",
                "GOWORK", "off",
                "GOFLAGS", "-modcacherw",
                "CGO_ENABLED", "0",
                "GOPATH", work.resolve("path").toString(),
                "GOCACHE", work.resolve("cache").toString());
        String file = folder.resolve("clients").toString();
        ProcessRun run = ProcessRun.of(
                List.of(go.toString(), "build", "-C", sources.toString(), "-mod=readonly", "-o", file, "."),
                environment,
                "",
                PATIENCE);
        if (!run.succeeded()) {
            throw new IOException("go build failed: " + run.said());
        }
        Cache.remove(work);
    }

    private static Path installedGo() throws IOException, InterruptedException {
        Python python = new PythonInstaller().install(Toolset.GO);
        ProcessRun run =
                ProcessRun.of(List.of(python.interpreter(), "-c", WHERE_IS_GO), python.environment(), "", PATIENCE);
        if (!run.succeeded()) {
            throw new IOException("no Go: " + run.said());
        }
        return Path.of(run.output().strip(), "bin", "go");
    }
}
