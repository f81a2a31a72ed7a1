package io.sluice.harness.python;

import java.nio.file.Path;
import java.util.Map;

/**
 * An interpreter with a toolset.
 *
 * @param interpreter the command
 * @param programs where the toolset's own commands lie, such as {@code aws}
 * @param environment what a child needs to find the toolset
 */
public record Python(String interpreter, Path programs, Map<String, String> environment) {}
