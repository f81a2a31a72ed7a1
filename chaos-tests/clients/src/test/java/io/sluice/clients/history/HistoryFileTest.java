package io.sluice.clients.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history that was written is read as it was. */
class HistoryFileTest {
    private static final String GOLDEN = """
            {"history":1}
            [{"tenant":"t","queue":"q","deadLetter":"dead","maxReceives":2,"messageBytes":1000},\
            {"tenant":"t","queue":"dead","deadLetter":null,"maxReceives":0,"messageBytes":1000},\
            {"tenant":"other","queue":"q","deadLetter":null,"maxReceives":0,"messageBytes":1000}]
            {"index":0,"client":"c","tenant":"t","call":0,"operation":"SEND","phase":"INVOKE","atNs":0,"queue":"q",\
            "seconds":0,"max":10,"items":[{"key":"a","hash":"hash of a","bytes":100,"receives":0}],"usage":null}
            {"index":1,"client":"c","tenant":"t","call":0,"operation":"SEND","phase":"OK","atNs":1000000001,"queue":"q",\
            "seconds":0,"max":10,"items":[{"key":"a","hash":"hash of a","bytes":100,"receives":0}],"usage":null}
            {"index":2,"client":"c","tenant":"t","call":1,"operation":"USAGE","phase":"INVOKE","atNs":1000000002,\
            "queue":"","seconds":0,"max":10,"items":[],"usage":null}
            {"index":3,"client":"c","tenant":"t","call":1,"operation":"USAGE","phase":"OK","atNs":2000000003,\
            "queue":"","seconds":0,"max":10,"items":[],"usage":{"total":{"connMs":0,"ingressBytes":100,\
            "egressBytes":0,"opsIn":1,"opsOut":0,"storageByteMs":7},"queues":{"q":{"connMs":0,"ingressBytes":100,\
            "egressBytes":0,"opsIn":1,"opsOut":0,"storageByteMs":7}}}}
            """;

    @TempDir
    static Path folder;

    @Test
    void versionOneIsWrittenAndReadForEver() throws IOException {
        History history = new Script().send("a").usage(100, 0, 1, 0, 7).history();
        Path file = folder.resolve("golden");
        HistoryFile.write(file, history);
        assertThat(Files.readString(file)).isEqualTo(GOLDEN);
        assertThat(HistoryFile.read(file).events()).isEqualTo(history.events());
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("newer"), GOLDEN.replace("\"history\":1", "\"history\":2"));
        assertThatThrownBy(() -> HistoryFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version");
    }

    @Property(tries = 50)
    void anyHistoryComesBack(@ForAll("events") List<Event> events) throws IOException {
        Path file = Files.createTempFile("history", ".jsonl");
        try {
            History history = Script.history(events);
            HistoryFile.write(file, history);
            History back = HistoryFile.read(file);
            assertThat(back.events()).isEqualTo(history.events());
            assertThat(back.queues()).isEqualTo(history.queues());
        } finally {
            Files.delete(file);
        }
    }

    @Provide
    static Arbitrary<List<Event>> events() {
        Arbitrary<Item> items = Combinators.combine(
                        Arbitraries.strings(), Arbitraries.strings(), Arbitraries.longs(), Arbitraries.integers())
                .as(Item::new);
        Arbitrary<Event> begins = Combinators.combine(
                        Arbitraries.strings(),
                        Arbitraries.strings(),
                        Arbitraries.longs(),
                        Arbitraries.of(Operation.class),
                        Arbitraries.longs(),
                        Arbitraries.strings(),
                        Arbitraries.integers(),
                        items.list().ofMaxSize(3))
                .as((client, tenant, call, operation, at, queue, number, list) -> new Event(
                        0, client, tenant, call, operation, Phase.INVOKE, at, queue, number, number, list, null));
        return begins.list().ofMaxSize(20).uniqueElements(event -> event.client() + " " + event.call());
    }
}
