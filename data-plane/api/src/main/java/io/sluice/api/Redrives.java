package io.sluice.api;

import io.sluice.model.Caller;
import io.sluice.model.Topic;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a topic that go on to other topics one by one, chosen by whoever looked at them. For stages and callers the same
 * holds as for {@link Messaging}.
 */
public interface Redrives {
    /** Messages at once, at the most. */
    int MAX_MESSAGES = 64;

    /**
     * Moves ready messages, as a message move task of their own ({@link MessageMoves}); refused while another one of the topic
     * is under way.
     *
     * @param destination takes all messages, and is another topic than the source; null: each goes back to the topic that
     *     parked it
     * @param positions of messages; {@link #MAX_MESSAGES} at the most
     */
    CompletionStage<Result<Redriven>> redrive(
            Caller caller, Topic source, @Nullable Topic destination, List<Long> positions);

    /**
     * What became of a request.
     *
     * @param task its number; 0: no message was moved
     * @param moved messages that have set out
     * @param skipped messages that are not ready any more, or came from no topic that is still there
     */
    record Redriven(long task, int moved, int skipped) {}
}
