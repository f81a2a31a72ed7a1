package io.sluice.cli;

import java.util.List;

/**
 * A change that the build must refuse.
 *
 * @param file where it is planted, from the root of the tree
 * @param before text in that file that {@code after} replaces; empty if the file is new
 * @param also changes that it needs to get past the compiler
 * @param maven the smallest build that should catch it
 * @param caughtBy words in Maven's output, so that it is refused for the right reason
 */
record Violation(
        String name,
        String file,
        String before,
        String after,
        List<Violation> also,
        List<String> maven,
        String caughtBy) {

    private static final List<String> MODEL = List.of("verify", "-DskipTests", "-pl", "data-plane/model");
    private static final List<String> CLI = List.of("verify", "-DskipTests", "-pl", "services/cli");
    private static final List<String> ARCHITECTURE = List.of(
            "test",
            "-Dtest=ArchitectureTest",
            "-Dsurefire.failIfNoSpecifiedTests=false",
            "-pl",
            "services/standalone",
            "-am");

    static List<Violation> all() {
        return List.of(
                model("badly formatted code", "  static   int one() { return 1; }", "format violations"),
                model("dereferenced null", method("String", "return null;"), "[NullAway]"),
                model("raw type", method("Object", "return new java.util.ArrayList();"), "found raw type"),
                model(
                        "exception made but not thrown",
                        method("int", "new IllegalStateException(\"forgotten\");\n        return 1;"),
                        "[DeadException]"),
                new Violation(
                        "package without @NullMarked",
                        "data-plane/model/src/main/java/io/sluice/model/planted/Planted.java",
                        "",
                        source("model.planted", ""),
                        List.of(),
                        MODEL,
                        "[RequireExplicitNullMarking]"),
                new Violation(
                        "failing test",
                        "services/cli/src/test/java/io/sluice/cli/PlantedTest.java",
                        "",
                        source(
                                        "cli",
                                        "@org.junit.jupiter.api.Test\n    void fails() {\n        throw new AssertionError();\n    }")
                                .replace("Planted", "PlantedTest"),
                        List.of(),
                        List.of("test", "-Dtest=PlantedTest", "-pl", "services/cli"),
                        "PlantedTest.fails"),
                dependency(
                        "unused dependency", "data-plane/model", "info.picocli", "picocli", MODEL, "Unused declared"),
                new Violation(
                        "undeclared dependency",
                        "services/cli/src/main/java/io/sluice/cli/Planted.java",
                        "",
                        source("cli", method("Object", "return new com.fasterxml.jackson.core.JsonFactory();")),
                        List.of(),
                        CLI,
                        "Used undeclared"),
                new Violation(
                        "import of another room",
                        "data-plane/queue/src/main/java/io/sluice/queue/Planted.java",
                        "",
                        source("queue", method("Class<?>", "return io.sluice.log.Planted.class;")),
                        List.of(
                                new Violation(
                                        "its target",
                                        "data-plane/log/src/main/java/io/sluice/log/Planted.java",
                                        "",
                                        "package io.sluice.log;\n\n/** Planted. */\npublic final class Planted {}\n",
                                        List.of(),
                                        List.of(),
                                        ""),
                                dependency("its way", "data-plane/queue", "io.sluice", "sluice-log", List.of(), "")),
                        ARCHITECTURE,
                        "roomsImportOnlyWhatTheyMay"),
                new Violation(
                        "framework in the kernel",
                        "data-plane/queue/src/main/java/io/sluice/queue/Planted.java",
                        "",
                        source("queue", method("Class<?>", "return jakarta.inject.Singleton.class;")),
                        List.of(dependency(
                                "its way", "data-plane/queue", "jakarta.inject", "jakarta.inject-api", List.of(), "")),
                        ARCHITECTURE,
                        "kernelKnowsNoFramework"),
                new Violation(
                        "circle between packages of a room",
                        "data-plane/queue/src/main/java/io/sluice/queue/command/Planted.java",
                        "",
                        source("queue.command", method("Class<?>", "return io.sluice.queue.image.StateImage.class;")),
                        List.of(),
                        ARCHITECTURE,
                        "packagesOfARoomFormNoCircle"),
                queue("wall clock", "Object", "java.time.Instant.now()", "deterministicRoomsAskNobody"),
                queue("monotonic clock", "long", "System.nanoTime()", "deterministicRoomsAskNobody"),
                queue("random id", "Object", "java.util.UUID.randomUUID()", "deterministicRoomsAskNobody"),
                queue("random number", "Object", "new java.util.Random(1)", "deterministicRoomsAskNobody"),
                queue("random fraction", "double", "Math.random()", "deterministicRoomsAskNobody"),
                queue("identity hash", "int", "System.identityHashCode(\"\")", "deterministicRoomsAskNobody"),
                queue(
                        "parallel stream",
                        "long",
                        "java.util.List.of(1).parallelStream().count()",
                        "deterministicRoomsAskNobody"),
                queue("salted map", "Object", "java.util.Map.of(1, 2)", "stateHasNoSaltedCollections"),
                queue("file", "boolean", "java.nio.file.Files.exists(java.nio.file.Path.of(\"/\"))", "queueIsPure"),
                architecture(
                        "sleep",
                        method("void", "Thread.sleep(1);").replace("()", "() throws InterruptedException"),
                        "deterministicRoomsAskNobody"),
                architecture("synchronized method", "synchronized void planted() {}", "deterministicRoomsHaveNoLocks"),
                architecture(
                        "synchronized block",
                        method("int", "synchronized (this) {\n            return 1;\n        }")
                                .replace("static ", ""),
                        "deterministicRoomsHaveNoLocks"),
                architecture("class called Manager", "static final class PlantedManager {}", "namesSayWhatAThingIs"));
    }

    private static Violation model(String name, String member, String caughtBy) {
        String file = "data-plane/model/src/main/java/io/sluice/model/Planted.java";
        return new Violation(name, file, "", source("model", member), List.of(), MODEL, caughtBy);
    }

    private static Violation queue(String name, String type, String expression, String caughtBy) {
        return architecture(name, method(type, "return " + expression + ";"), caughtBy);
    }

    private static Violation architecture(String name, String member, String caughtBy) {
        String file = "data-plane/queue/src/main/java/io/sluice/queue/verb/Planted.java";
        return new Violation(name, file, "", source("queue.verb", member), List.of(), ARCHITECTURE, caughtBy);
    }

    private static Violation dependency(
            String name, String module, String group, String artifact, List<String> maven, String caughtBy) {
        String version = group.equals("io.sluice") ? "<version>${project.version}</version>" : "";
        String xml = "<dependency><groupId>" + group + "</groupId><artifactId>" + artifact + "</artifactId>" + version
                + "</dependency>";
        return new Violation(
                name, module + "/pom.xml", "<dependencies>", "<dependencies>" + xml, List.of(), maven, caughtBy);
    }

    private static String method(String type, String body) {
        return "static " + type + " planted() {\n        " + body + "\n    }";
    }

    private static String source(String room, String member) {
        return "package io.sluice." + room + ";\n\n/** Planted. */\nfinal class Planted {\n    " + member + "\n}\n";
    }
}
