package io.sluice.clients.polyglot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that lie beside the tests. */
final class Resource {
    private Resource() {}

    /** @param name such as {@code js/package.json} */
    static String text(String name) throws IOException {
        try (InputStream in = Resource.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no " + name + " beside " + Resource.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Copies those of a folder into another. */
    static void copy(String from, List<String> names, Path to) throws IOException {
        for (String name : names) {
            Files.writeString(to.resolve(name), text(from + "/" + name));
        }
    }
}
