package io.sluice.api;

import io.sluice.model.Caller;
import io.sluice.model.MoveTask;
import io.sluice.model.Topic;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Message move tasks: ready messages of a dead-letter topic go on to other topics, as new ones. They survive restarts. */
public interface MessageMoves {
    /** Tasks of a topic that are remembered. */
    int MAX_KEPT = 10;

    /**
     * Begins a task, unless one of the topic is under way; gives its number.
     *
     * @param destination takes all messages, and is another topic than the source; null: each message goes back to the topic
     *     that parked it, and one that came from none ends the task
     * @param perSecond messages a second at the most, 1 to 500; 0: as fast as the service likes
     */
    CompletionStage<Result<Long>> start(Caller caller, Topic source, @Nullable Topic destination, int perSecond);

    /** Ends a running task when what is on its way has arrived; gives how many messages have until now. */
    CompletionStage<Result<Long>> cancel(Caller caller, Topic source, long task);

    /** The newest tasks, the newest first; at most {@code max}, as of the newest applied command. */
    CompletionStage<Result<List<MoveTask>>> list(Caller caller, Topic source, int max);
}
