package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --help} of the commands that are programs of their own. */
class ScriptHelpTest {
    @TempDir
    Path folder;

    private ScriptTree tree;

    @BeforeEach
    void tree() throws IOException {
        tree = new ScriptTree(folder);
    }

    @ParameterizedTest
    @CsvSource({"bench, bench, io.sluice.bench.Bench", "chaos, chaos-tests/simulation, io.sluice.simulation.Chaos"})
    void helpIsAnsweredByWhatIsBuiltThoughSourcesChanged(String command, String module, String main) throws Exception {
        module(module);
        Path built = Files.createDirectories(tree.path(".sluice/run/" + module.replace('/', '-') + ".1-older"));
        Files.writeString(built.resolve("classpath"), program(main).toString());

        Ran ran = tree.script(command, "--help");

        assertThat(ran.out()).as(ran.err()).isEqualTo("the options\n");
        assertThat(ran.err()).isEmpty();
        assertThat(tree.path("notes")).as("no build").doesNotExist();
    }

    @Test
    void helpThatNeedsABuildSaysSo() throws Exception {
        module("bench");
        Files.writeString(tree.path("broken"), "");

        assertThat(tree.script("bench", "--help").err())
                .startsWith("sluice: the options are told by bench, which is not built yet\nsluice: building bench");
    }

    private void module(String name) throws IOException {
        Files.createDirectories(tree.path(name));
        Files.writeString(tree.path(name).resolve("pom.xml"), "");
    }

    /** A folder with a class that prints a line. */
    private Path program(String name) throws IOException {
        int dot = name.lastIndexOf('.');
        Path source = folder.resolve(name.substring(dot + 1) + ".java");
        Files.writeString(
                source,
                "package %s; public class %s { public static void main(String[] a) { System.out.println(\"the options\"); } }"
                        .formatted(name.substring(0, dot), name.substring(dot + 1)));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), source.toString()))
                .isZero();
        return classes;
    }
}
