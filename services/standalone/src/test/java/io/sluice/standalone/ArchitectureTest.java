package io.sluice.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.MonitorInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may import whom, and what would make two replicas differ (docs/architecture.md).
 *
 * <p>Stands in this module because this is the one that has every room on its class path.
 */
class ArchitectureTest {
    /** Each room's package under {@code io.sluice}, and the rooms that it may import besides itself. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("model", Set.of()),
            Map.entry("api", Set.of("model")),
            Map.entry("queue", Set.of("model")),
            Map.entry("log", Set.of("model")),
            Map.entry("objects", Set.of("model")),
            Map.entry("shard", Set.of("api", "queue", "log", "objects", "model")),
            Map.entry("sqs", Set.of("api", "model")),
            Map.entry("rest", Set.of("api", "model")),
            Map.entry("admission", Set.of("api", "model")),
            Map.entry("testkit", Set.of("api", "queue", "log", "objects", "shard", "model")),
            Map.entry("catalog", Set.of("model")),
            Map.entry("admin", Set.of("catalog", "model")),
            // Chooses the implementations, so it may import all that runs; never the testkit.
            Map.entry(
                    "standalone",
                    Set.of(
                            "api",
                            "queue",
                            "log",
                            "objects",
                            "shard",
                            "sqs",
                            "rest",
                            "admission",
                            "catalog",
                            "admin",
                            "model")));

    /** Module folders whose package has another name than the folder. */
    private static final Map<String, String> PACKAGE_OF = Map.of("protocol-sqs", "sqs", "protocol-rest", "rest");

    /** Folders of modules that this class path must hold; the rest (cli, chaos-tests, bench) nobody may depend on. */
    private static final Set<String> COVERED = Set.of("data-plane", "control-plane", "billing", "services/standalone");

    private static final String[] DETERMINISTIC = {
        "io.sluice.model..",
        "io.sluice.api..",
        "io.sluice.queue..",
        "io.sluice.log..",
        "io.sluice.objects..",
        "io.sluice.shard.."
    };

    private static final Pattern FORBIDDEN_SUFFIX =
            Pattern.compile(".*(Manager|Helper|Utils?|Impl|Base|Info|Data|Processor|Context|Service)");

    private static final JavaClasses SLUICE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.sluice");

    /** The real clock and the real source of ids are named {@code System…} and are passed in. */
    private static final DescribedPredicate<JavaClass> MUST_BE_DETERMINISTIC =
            resideInAnyPackage(DETERMINISTIC).and(not(simpleNameStartingWith("System")));

    @Test
    void everyModuleIsSeen() throws IOException {
        Set<String> seen = SLUICE.stream().map(ArchitectureTest::room).collect(Collectors.toCollection(TreeSet::new));

        assertThat(seen).containsAll(roomsWithSources());
    }

    @Test
    void everyPackageHasARoom() {
        assertThat(SLUICE).allSatisfy(type -> assertThat(MAY_IMPORT).containsKey(room(type)));
    }

    @Test
    void roomsImportOnlyWhatTheyMay() {
        for (Map.Entry<String, Set<String>> entry : MAY_IMPORT.entrySet()) {
            Set<String> allowed = entry.getValue();
            DescribedPredicate<JavaClass> elsewhere = describe(
                    "are in another room than " + new TreeSet<>(allowed),
                    type -> type.getPackageName().startsWith("io.sluice.")
                            && !room(type).equals(entry.getKey())
                            && !allowed.contains(room(type)));

            noClasses()
                    .that()
                    .resideInAPackage("io.sluice." + entry.getKey() + "..")
                    .should()
                    .dependOnClassesThat(elsewhere)
                    .allowEmptyShould(true)
                    .check(SLUICE);
        }
    }

    /**
     * The packages below a room's own see each other in one direction only. Their room's own package is left out: it holds what
     * all of them work on and calls them in turn.
     */
    @ParameterizedTest
    @ValueSource(strings = {"queue", "shard"})
    void packagesOfARoomFormNoCircle(String room) {
        slices().matching("io.sluice." + room + ".(*)..")
                .should()
                .beFreeOfCycles()
                .check(SLUICE);
    }

    @Test
    void deterministicRoomsAskNobodyForTimeOrChance() {
        DescribedPredicate<JavaAccess<?>> clock = call("java\\.time\\..*", "now")
                .or(call("java.time.Clock", "system", "systemUTC", "systemDefaultZone", "tick.*"))
                .or(call("java.lang.System", "nanoTime", "currentTimeMillis", "identityHashCode"))
                .or(call("java.util.UUID", "randomUUID"))
                .or(call("java.lang.(Strict)?Math", "random"))
                .or(call("java.lang.Thread", "sleep"))
                .or(call("java.util.concurrent.TimeUnit", "sleep"))
                .or(call("java\\.util\\..*", "parallelStream", "parallel"));

        noClasses()
                .that(MUST_BE_DETERMINISTIC)
                .should()
                .accessTargetWhere(clock)
                .orShould()
                .dependOnClassesThat(assignableTo(java.util.random.RandomGenerator.class))
                .allowEmptyShould(true)
                .check(SLUICE);
    }

    /** Their order changes from one start of the JVM to the next: a hash or an encoding made from them would, too. */
    @Test
    void stateHasNoSaltedCollections() {
        noClasses()
                .that()
                .resideInAnyPackage("io.sluice.model..", "io.sluice.queue..")
                .should()
                .accessTargetWhere(call("java.util.(Map|Set)", "of", "ofEntries", "copyOf")
                        .or(call("java.util.stream.Collectors", "toUnmodifiable(Map|Set)")))
                .because("Map.of and Set.of are iterated in another order in each JVM: take a List, TreeMap or TreeSet")
                .allowEmptyShould(true)
                .check(SLUICE);
    }

    @Test
    void deterministicRoomsHaveNoLocks() throws IOException {
        methods()
                .that()
                .areDeclaredInClassesThat(MUST_BE_DETERMINISTIC)
                .should()
                .notHaveModifier(JavaModifier.SYNCHRONIZED)
                .allowEmptyShould(true)
                .check(SLUICE);
        List<String> locking = new ArrayList<>();
        for (JavaClass type : SLUICE) {
            if (MUST_BE_DETERMINISTIC.test(type) && entersMonitor(type)) {
                locking.add(type.getName());
            }
        }
        assertThat(locking).as("classes with a synchronized block").isEmpty();
    }

    @Test
    void queueIsPure() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.queue..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.net..", "java.nio.file..", "java.nio.channels..", "java.util.concurrent..")
                        .or(assignableTo(Thread.class))
                        .or(assignableTo(java.io.File.class))
                        .or(assignableTo(java.io.FileInputStream.class))
                        .or(assignableTo(java.io.FileOutputStream.class))
                        .or(assignableTo(java.io.RandomAccessFile.class)))
                .allowEmptyShould(true)
                .check(SLUICE);
    }

    @Test
    void kernelKnowsNoFramework() {
        noClasses()
                .that()
                .resideInAnyPackage(DETERMINISTIC)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micronaut..", "jakarta..", "javax.inject..", "io.netty..")
                .allowEmptyShould(true)
                .check(SLUICE);
    }

    @Test
    void namesSayWhatAThingIs() {
        assertThat(SLUICE.stream()
                        .filter(type -> !isGenerated(type))
                        .filter(type ->
                                FORBIDDEN_SUFFIX.matcher(type.getSimpleName()).matches())
                        .map(JavaClass::getName))
                .isEmpty();
    }

    /** A call (or method reference) to one of the methods of a class; both are regular expressions. */
    private static DescribedPredicate<JavaAccess<?>> call(String ownerType, String... names) {
        Pattern type = Pattern.compile(ownerType);
        Pattern name = Pattern.compile(String.join("|", names));
        DescribedPredicate<JavaClass> ofType =
                describe(ownerType, owner -> type.matcher(owner.getName()).matches());
        return describe(
                ownerType + "." + name,
                access -> owner(ofType).test(access.getTarget())
                        && name.matcher(access.getTarget().getName()).matches());
    }

    private static String room(JavaClass type) {
        String[] parts = type.getPackageName().split("\\.", -1);
        return parts.length > 2 ? parts[2] : "";
    }

    private static boolean isGenerated(JavaClass type) {
        return type.getName().contains(".$");
    }

    private static boolean entersMonitor(JavaClass type) throws IOException {
        try (InputStream in = type.getSource().orElseThrow().getUri().toURL().openStream()) {
            return ClassFile.of().parse(in.readAllBytes()).methods().stream()
                    .flatMap(method -> method.code().stream())
                    .flatMap(code -> code.elementStream())
                    .anyMatch(MonitorInstruction.class::isInstance);
        }
    }

    /** The rooms of the modules that the root pom lists and that have sources. */
    private static Set<String> roomsWithSources() throws IOException {
        Path root = Path.of("").toAbsolutePath().resolve("../..").normalize();
        Matcher module = Pattern.compile("<module>([^<]+)</module>").matcher(Files.readString(root.resolve("pom.xml")));
        Set<String> rooms = new TreeSet<>();
        while (module.find()) {
            String folder = module.group(1);
            if (COVERED.stream().anyMatch(covered -> (folder + "/").startsWith(covered + "/"))
                    && hasSources(root.resolve(folder, "src", "main", "java"))) {
                String name = folder.substring(folder.lastIndexOf('/') + 1);
                rooms.add(Optional.ofNullable(PACKAGE_OF.get(name)).orElse(name));
            }
        }
        return rooms;
    }

    private static boolean hasSources(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        }
    }
}
