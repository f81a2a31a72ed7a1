package io.sluice.bench.scenario;

import io.sluice.bench.load.Answer;
import io.sluice.bench.load.Connection;
import io.sluice.bench.load.Script;
import io.sluice.bench.load.Shot;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Receives up to ten, if nothing else is said, deletes them, and again, until every number has come or nothing comes any more. Remembers one bit a
 * message.
 */
final class Draining implements Script {
    private static final long RECEIVE = 0;
    private static final long DELETE = 1;
    /** Empty answers in a row after which what is missing is lost. */
    private static final int MOST_EMPTY = 10 * Run.CONNECTIONS;

    private final Requests requests;
    private final int messages;
    private final byte[] receive;
    private final Tenths tenths;
    private final BitSet seen;
    private final Map<Connection, List<String>> deletes = new HashMap<>();
    private int missing;
    private long duplicates;
    private int emptyInARow;

    Draining(Requests requests, int messages) {
        this(requests, messages, Filling.BATCH);
    }

    Draining(Requests requests, int messages, int batch) {
        this.requests = requests;
        this.messages = messages;
        this.missing = messages;
        this.receive = requests.receive(batch, 0);
        this.seen = new BitSet(messages);
        this.tenths = new Tenths(messages, System.nanoTime());
    }

    /** Counts what was deleted. */
    Tenths tenths() {
        return tenths;
    }

    int missing() {
        return missing;
    }

    long duplicates() {
        return duplicates;
    }

    @Override
    public @Nullable Shot next(Connection connection, long nowNs) {
        List<String> handles = deletes.remove(connection);
        if (handles != null) {
            return new Shot(requests.deleteBatch(handles), nowNs, DELETE << Integer.SIZE | handles.size());
        }
        return over() ? null : new Shot(receive, nowNs, RECEIVE);
    }

    @Override
    public void answered(Connection connection, Shot shot, Answer answer, long nowNs) {
        if (!answer.ok() || answer.behind(Markers.FAILED_ENTRY, 0) >= 0) {
            throw new IllegalStateException("refused while draining: " + answer.status() + " " + answer.text());
        }
        if (shot.tag() != RECEIVE) {
            tenths.add((int) shot.tag(), nowNs);
            return;
        }
        List<String> handles = Markers.handles(answer);
        emptyInARow = handles.isEmpty() ? emptyInARow + 1 : 0;
        if (handles.isEmpty()) {
            return;
        }
        for (int at = answer.behind(Markers.BODY, 0); at >= 0; at = answer.behind(Markers.BODY, at)) {
            came(Consumer.number(answer, at));
        }
        deletes.put(connection, handles);
    }

    private void came(int number) {
        if (number >= messages) {
            throw new IllegalStateException("message " + number + " was never sent");
        }
        if (seen.get(number)) {
            duplicates++;
            return;
        }
        seen.set(number);
        missing--;
    }

    private boolean over() {
        return missing == 0 || emptyInARow > MOST_EMPTY;
    }

    @Override
    public boolean done() {
        return over() && deletes.isEmpty();
    }
}
