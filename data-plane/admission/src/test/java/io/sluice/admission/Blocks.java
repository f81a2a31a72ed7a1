package io.sluice.admission;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A test's table: blocks of lines, parted by blank ones; comments begin with a hash.
 *
 * @param policy the lines up to the first of the others
 * @param rows the lines that hold {@code =>}
 */
record Blocks(String policy, List<String> rows) {
    static final String NONE = "none";

    static List<Blocks> of(String resource) throws IOException {
        String text;
        try (InputStream in = Blocks.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("no " + resource);
            }
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<Blocks> blocks = new ArrayList<>();
        StringBuilder policy = new StringBuilder();
        List<String> rows = new ArrayList<>();
        for (String line : (text + "\n\n").lines().toList()) {
            if (line.isBlank() && !policy.isEmpty()) {
                blocks.add(new Blocks(document(policy.toString()), List.copyOf(rows)));
                policy.setLength(0);
                rows.clear();
            } else if (line.contains("=> ") && !line.startsWith("#")) {
                rows.add(line);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                policy.append(line);
            }
        }
        return blocks;
    }

    private static String document(String written) {
        return written.startsWith("[") ? "{\"Statement\":" + written + "}" : written;
    }
}
