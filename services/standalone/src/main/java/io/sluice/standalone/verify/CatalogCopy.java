package io.sluice.standalone.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The catalog's files once more, in a folder for temporary files: opening them would change them. */
record CatalogCopy(Path folder) implements AutoCloseable {
    static final String NAME = "catalog.db";
    private static final List<String> FILES = List.of(NAME, NAME + "-wal");

    static CatalogCopy of(Path root) throws IOException {
        CatalogCopy copy = new CatalogCopy(Files.createTempDirectory("sluice-verify"));
        for (String file : FILES) {
            if (Files.exists(root.resolve(file))) {
                Files.copy(root.resolve(file), copy.folder.resolve(file));
            }
        }
        return copy;
    }

    Path database() {
        return folder.resolve(NAME);
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
