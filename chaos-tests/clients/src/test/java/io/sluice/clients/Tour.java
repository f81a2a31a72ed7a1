package io.sluice.clients;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The blocks of a page that stand below {@code <!-- tour -->}, as one script that a reader would have typed. */
final class Tour {
    private static final String MARK = "<!-- tour -->";
    private static final String FENCE = "```";

    private final List<Block> blocks;

    private Tour(List<Block> blocks) {
        this.blocks = blocks;
    }

    record Block(String language, String text) {}

    static Tour of(String page) {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = page.lines().toList();
        for (int i = 0; i + 1 < lines.size(); i++) {
            if (!lines.get(i).strip().equals(MARK)) {
                continue;
            }
            String opening = lines.get(i + 1);
            if (!opening.startsWith(FENCE)) {
                throw new IllegalArgumentException("line " + (i + 2) + ": no block below " + MARK);
            }
            StringBuilder text = new StringBuilder();
            for (int j = i + 2; j < lines.size() && !lines.get(j).equals(FENCE); j++) {
                text.append(lines.get(j)).append('\n');
            }
            blocks.add(new Block(opening.substring(FENCE.length()), text.toString()));
        }
        return new Tour(List.copyOf(blocks));
    }

    List<Block> blocks() {
        return blocks;
    }

    /**
     * The blocks in their order, stopping at the first command that fails.
     *
     * @param java how a source file is run; its name is appended
     * @param folder for the source files
     */
    String script(String java, Path folder) {
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            switch (block.language()) {
                case "bash" -> script.append(block.text());
                case "java" -> {
                    Path source = folder.resolve("Tour" + i + ".java");
                    script.append("cat > '%s' <<'END_OF_TOUR'\n".formatted(source))
                            .append("import software.amazon.awssdk.services.sqs.SqsClient;\nvoid main() {\n")
                            .append(block.text())
                            .append("}\nEND_OF_TOUR\n%s '%s'\n".formatted(java, source));
                }
                default -> throw new IllegalArgumentException("a tour in " + block.language());
            }
        }
        return script.toString();
    }
}
