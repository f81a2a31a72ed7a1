package io.sluice.simulation;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The whole program with one source file changed: its classes come first in a class loader of their own. */
final class Overlay implements AutoCloseable {
    private static final Path DATA_PLANE = Path.of("..", "..", "data-plane");

    private final URLClassLoader loader;

    private Overlay(URLClassLoader loader) {
        this.loader = loader;
    }

    /** Compiles the file with the mistake in it into the folder. */
    static Overlay of(PlantedBug bug, Path folder) throws IOException {
        String module = bug.file.substring(0, bug.file.indexOf('/'));
        Path source = DATA_PLANE.resolve(module + "/src/main/java/io/sluice/" + bug.file + ".java");
        String right = Files.readString(source);
        int at = right.indexOf(bug.right);
        if (at < 0) {
            throw new IllegalStateException(source + " has changed: it no longer holds \"" + bug.right + "\"");
        }
        Path wrong = folder.resolve("source").resolve(source.getFileName());
        Files.createDirectories(wrong.getParent());
        Files.writeString(wrong, right.substring(0, at) + bug.wrong + right.substring(at + bug.right.length()));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        compile(wrong, classes);
        return new Overlay(new URLClassLoader(urls(classes), ClassLoader.getPlatformClassLoader()));
    }

    private static void compile(Path source, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-proc:none", "-nowarn", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
            boolean compiled = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            if (!compiled) {
                throw new IllegalStateException("does not compile: " + said);
            }
        }
    }

    private static URL[] urls(Path classes) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        urls.add(classes.toUri().toURL());
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(new URL[0]);
    }

    /** Runs a seed; the violations, each beginning with the check's name. */
    @SuppressWarnings("unchecked") // lists of text on both sides
    List<String> violations(long seed) throws ReflectiveOperationException {
        return (List<String>) loader.loadClass(SeedRun.class.getName())
                .getMethod("violations", long.class)
                .invoke(null, seed);
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
