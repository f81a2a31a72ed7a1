package io.sluice.harness.python;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A script from beside a class, as a file for as long as it runs. */
public record Script(Path file) implements AutoCloseable {
    public static Script beside(Class<?> owner, String name) throws IOException {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no " + name + " beside " + owner);
            }
            Path file = Files.createTempFile("sluice-", "-" + name);
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return new Script(file);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
