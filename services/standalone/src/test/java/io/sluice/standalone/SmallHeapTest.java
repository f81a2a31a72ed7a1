package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code ./sluice up} with the heap that it is told: the script itself, in a tree of its own whose Maven hands over what this
 * test runs on.
 */
class SmallHeapTest {
    private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

    @TempDir
    Path home;

    private Path script;

    @BeforeEach
    void tree() throws IOException {
        Path tree = Files.createDirectories(home.resolve("tree"));
        Path module = Files.createDirectories(tree.resolve("services/standalone"));
        Files.createDirectories(tree.resolve(".mvn"));
        Files.copy(REPOSITORY.resolve(".mvn/find-jdk.sh"), tree.resolve(".mvn/find-jdk.sh"));
        Files.writeString(module.resolve("pom.xml"), "");
        Files.writeString(tree.resolve("this.classpath"), System.getProperty("java.class.path"));
        executable(tree.resolve("mvnw"), """
                #!/bin/sh
                cd "$(dirname "$0")"
                mkdir services/standalone/target
                : > services/standalone/target/sluice-standalone-1.jar
                cp this.classpath services/standalone/target/classpath
                """);
        script = tree.resolve("sluice");
        executable(script, Files.readString(REPOSITORY.resolve("sluice")));
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Child up(String options, String... arguments) throws IOException {
        Map<String, String> variables = Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "SLUICE_JAVA_OPTS",
                "-XX:TieredStopAtLevel=1 -XX:+PrintCommandLineFlags " + options);
        return Child.ofScript(script, variables, home, arguments);
    }

    @Test
    void serves() throws IOException, InterruptedException {
        try (Child child = up("-Xmx160m", "--data", Child.data(home).toString(), "--port", "0")) {
            Customer customer = new Customer(child.port());
            String queue = customer.createQueue("orders");
            customer.send(queue, "two espressi");
            assertThat(customer.receive(queue, 1)).contains("two espressi");
            isSmall(flags(child), 160);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-Xmx319m", "-Dx=y -Xmx319M", "-Xmx326656k", "-Xmx326656K", "-Xmx334495744", "-Xmx1g -Xmx319m"})
    void heapWithoutRoomForALargeYoungGenerationGetsNone(String options) throws Exception {
        isSmall(flags(options), 319);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-Xmx320m", "-Xmx1g", "-Xmx327680k", "-Xmx335544320", "-Xmx1G", "-Xmx319m -Xmx320m"})
    void heapThatHasTheRoomGetsOne(String options) throws Exception {
        assertThat(flags(options)).contains("-XX:MaxNewSize=" + (128 << 20), "-XX:InitialHeapSize=" + (192 << 20));
    }

    /** As the virtual machine understood them. */
    private List<String> flags(String options) throws IOException, InterruptedException {
        try (Child child = up(options, "--help")) {
            assertThat(child.exit()).as(child.err()).isZero();
            return flags(child);
        }
    }

    private static List<String> flags(Child child) {
        List<String> flags = List.of(child.err().split("\\s+"));
        assertThat(flags).contains("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
        return flags;
    }

    private static void isSmall(List<String> flags, int megabytes) {
        assertThat(flags)
                .contains("-XX:MaxHeapSize=" + (megabytes << 20))
                .noneMatch(flag -> flag.startsWith("-XX:MaxNewSize=") || flag.contains("Survivor"));
    }
}
