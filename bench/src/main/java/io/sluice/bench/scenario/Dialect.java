package io.sluice.bench.scenario;

import io.sluice.bench.load.Answer;
import io.sluice.bench.load.Marker;
import io.sluice.bench.load.Wire;
import java.util.ArrayList;
import java.util.List;

/** The protocol that requests speak, and what their answers look like. */
enum Dialect {
    JSON {
        @Override
        Words words(Wire wire, String url, String action) {
            return new JsonWords(wire, url, action);
        }

        @Override
        List<String> handles(Answer answer) {
            return all(answer, Markers.HANDLE, '"');
        }

        @Override
        boolean refusesAnEntry(Answer answer) {
            return answer.behind(Markers.FAILED_ENTRY, 0) >= 0;
        }
    },
    QUERY {
        @Override
        Words words(Wire wire, String url, String action) {
            return new QueryWords(wire, url, action);
        }

        @Override
        List<String> handles(Answer answer) {
            return all(answer, Markers.XML_HANDLE, '<');
        }

        @Override
        boolean refusesAnEntry(Answer answer) {
            return answer.behind(Markers.XML_FAILED_ENTRY, 0) >= 0;
        }
    };

    /** A request to be put into words. */
    abstract Words words(Wire wire, String url, String action);

    /** The receipt handles of an answer. */
    abstract List<String> handles(Answer answer);

    /** Whether an entry of a batch was refused. */
    abstract boolean refusesAnEntry(Answer answer);

    private static List<String> all(Answer answer, Marker marker, char end) {
        List<String> all = new ArrayList<>();
        for (int at = answer.behind(marker, 0); at >= 0; at = answer.behind(marker, at)) {
            all.add(answer.until(end, at));
        }
        return all;
    }
}
