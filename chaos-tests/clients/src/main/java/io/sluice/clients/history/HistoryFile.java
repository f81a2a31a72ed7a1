package io.sluice.clients.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A history as lines of JSON: the version, then the queues, then an event a line. */
public final class HistoryFile {
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private HistoryFile() {}

    public static void write(Path file, History history) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(JSON.createObjectNode().put("history", VERSION) + "\n");
            out.write(JSON.writeValueAsString(history.queues()) + "\n");
            for (Event event : history.events()) {
                out.write(JSON.writeValueAsString(event) + "\n");
            }
        }
    }

    /** Reads what {@link #write} wrote. */
    public static History read(Path file) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            JsonNode version = JSON.readTree(in.readLine());
            if (version.path("history").asInt() != VERSION) {
                throw new IOException(file + " is no history of version " + VERSION + ": " + version);
            }
            List<QueueFacts> queues = List.of(JSON.readValue(in.readLine(), QueueFacts[].class));
            List<Event> events = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                events.add(JSON.readValue(line, Event.class));
            }
            return History.of(queues, events);
        }
    }
}
