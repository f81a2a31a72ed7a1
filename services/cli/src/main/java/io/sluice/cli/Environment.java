package io.sluice.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the process was given from outside: its environment variables, and the folder that the script lies in. */
record Environment(Map<String, String> variables, Path root) {
    static Environment ofProcess() {
        return new Environment(System.getenv(), Path.of(System.getProperty("sluice.root", ".")));
    }

    /** The variable, unless it is missing or empty. */
    Optional<String> get(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }
}
