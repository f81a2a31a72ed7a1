package io.sluice.harness.server;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project lies that this was built from. */
public final class ProjectFolder {
    private static final String LANDMARK = "services/standalone";

    private ProjectFolder() {}

    /** From {@code -Dsluice.root}, which the script sets, or upwards from here. */
    public static Path find() {
        Path folder = Path.of(System.getProperty("sluice.root", "")).toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve(LANDMARK))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("no folder above here holds " + LANDMARK);
        }
        return folder;
    }
}
