package io.sluice.harness.python;

import io.sluice.harness.cache.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Installs a toolset once, without root, into a cache folder named after what is in it. Where Python cannot make a
 * virtual environment (Debian without its venv package), pip installs into a plain folder instead.
 */
public final class PythonInstaller {
    private static final int TRIES = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private final String interpreter;
    private final Cache cache;

    /** With the machine's {@code python3} and the user's cache folder. */
    public PythonInstaller() {
        this("python3", Cache.ofUser());
    }

    PythonInstaller(String interpreter, Cache cache) {
        this.interpreter = interpreter;
        this.cache = cache;
    }

    /** Returns at once when the toolset is there. Safe against another process that does the same. */
    public Python install(Toolset toolset) throws IOException, InterruptedException {
        String requirements = toolset.requirements();
        String version = output("-c", "import sys; print(sys.version, sys.executable)");
        Path folder = cache.once("venv", requirements + version, made -> make(toolset, made));
        return describe(folder);
    }

    private void make(Toolset toolset, Path folder) throws IOException, InterruptedException {
        Path wanted = Files.writeString(folder.resolve("requirements.txt"), toolset.requirements());
        tell("making " + folder);
        ProcessRun venv = run(List.of(interpreter, "-m", "venv", folder.toString()));
        if (venv.succeeded()) {
            pip(List.of(folder.resolve("bin/python").toString()), List.of(), wanted);
            return;
        }
        tell("no virtual environment to be had here, taking a plain folder");
        for (String half : List.of("bin", "lib", "lib64", "include", "pyvenv.cfg")) {
            Cache.remove(folder.resolve(half));
        }
        if (!run(List.of(interpreter, "-m", "pip", "--version")).succeeded()) {
            throw new IOException("Python has neither venv nor pip; install one of them"
                    + " (Debian: apt-get install python3-venv). venv said: " + venv.said());
        }
        pip(List.of(interpreter), List.of("--target", folder.resolve("site").toString()), wanted);
    }

    private static void pip(List<String> python, List<String> where, Path wanted)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(python);
        command.addAll(List.of("-m", "pip", "install", "--disable-pip-version-check", "--no-input"));
        command.addAll(where);
        command.addAll(List.of("-r", wanted.toString()));
        for (int attempt = 1; ; attempt++) {
            tell("pip installs " + Files.readString(wanted).lines().findFirst().orElse("nothing"));
            ProcessRun run = run(command);
            if (run.succeeded()) {
                return;
            }
            if (attempt == TRIES) {
                throw new IOException("pip failed " + TRIES + " times: " + run.said());
            }
            tell("pip failed, once more: " + run.said());
        }
    }

    private Python describe(Path folder) {
        Path site = folder.resolve("site");
        if (Files.isDirectory(site)) {
            return new Python(interpreter, site.resolve("bin"), Map.of("PYTHONPATH", site.toString()));
        }
        Path bin = folder.resolve("bin");
        return new Python(bin.resolve("python").toString(), bin, Map.of());
    }

    private String output(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(interpreter));
        command.addAll(List.of(arguments));
        ProcessRun run = run(command);
        if (!run.succeeded()) {
            throw new IOException(interpreter + " does not run: " + run.said());
        }
        return run.output();
    }

    private static ProcessRun run(List<String> command) throws IOException, InterruptedException {
        return ProcessRun.of(command, Map.of(), "", PATIENCE);
    }

    private static void tell(String what) {
        System.err.println("[python] " + what);
    }
}
