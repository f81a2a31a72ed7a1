package io.sluice.clients.polyglot;

import io.sluice.harness.cache.Cache;
import io.sluice.harness.python.ProcessRun;
import io.sluice.harness.python.Python;
import io.sluice.harness.python.PythonInstaller;
import io.sluice.harness.python.Toolset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
        Path made = Cache.ofUser().once("go", contents.toString(), GoProgram::build);
        return new GoProgram(made.resolve("clients"));
    }

    ClientCommand command(String part) {
        return new ClientCommand(List.of(file.toString(), part), Map.of());
    }

    /** Leaves nothing in the folder but the program. */
    private static void build(Path folder) throws IOException, InterruptedException {
        Path go = installedGo();
        Path modules = Cache.ofUser().once("go-modules", Resource.text("go/go.sum"), made -> download(go, made));
        Path work = Files.createDirectories(folder.resolve("work"));
        Resource.copy("go", SOURCES, work);
        tell("builds a program with the AWS SDK in " + folder);
        String cache = folder.resolve("cache").toString();
        run(
                go,
                work,
                Map.of("GOPATH", modules.toString(), "GOPROXY", "off", "GOCACHE", cache),
                "build",
                "-o",
                "../clients",
                ".");
        Cache.remove(work);
        Cache.remove(folder.resolve("cache"));
    }

    /** By itself, so that a changed program is built without a network. */
    private static void download(Path go, Path folder) throws IOException, InterruptedException {
        Resource.copy("go", List.of("go.mod", "go.sum"), folder);
        tell("downloads the AWS SDK into " + folder);
        run(go, folder, Map.of("GOPATH", folder.toString()), "mod", "download");
    }

    private static void run(Path go, Path folder, Map<String, String> more, String... words)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(more);
        environment.putAll(
                Map.of("GOTOOLCHAIN", "local", "GOWORK", "off", "GOFLAGS", "-modcacherw", "CGO_ENABLED", "0"));
        List<String> command = new ArrayList<>(List.of(go.toString(), "-C", folder.toString()));
        command.addAll(List.of(words));
        ProcessRun run = ProcessRun.of(command, environment, "", PATIENCE);
        if (!run.succeeded()) {
            throw new IOException("go " + String.join(" ", words) + " failed: " + run.said());
        }
    }

    private static void tell(String what) {
        System.err.println("[go] " + what);
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
