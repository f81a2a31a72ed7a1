package io.sluice.api;

import io.sluice.model.Caller;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's queues. An answer means that the record is durable and that the owning shard has applied it: the next send
 * or receive sees it. All but {@link #find} and {@link #list} complete on a thread that may block.
 */
public interface Queues {
    /** The caller's queue of that name; never blocks. */
    Optional<Topic> find(Caller caller, String name);

    /** Names after {@code after} (null: from the first) that begin with the prefix, in order; at most {@code limit}. */
    List<Topic> list(Caller caller, String prefix, @Nullable String after, int limit);

    /** Refuses a name that is taken; the caller decides whether the existing one will do. */
    CompletionStage<Result<Topic>> create(Caller caller, String name, TopicConfig config);

    /** Replaces the configuration, unless the topic changed since it was read. */
    CompletionStage<Result<Topic>> configure(Caller caller, Topic read, TopicConfig config);

    /** Messages and leases of the queue end with it. */
    CompletionStage<Result<Done>> delete(Caller caller, Topic topic);

    /** Removes every message sent before, leased ones too. */
    CompletionStage<Result<Done>> purge(Caller caller, Topic topic);

    /** Counts as of the newest applied command. */
    CompletionStage<Result<QueueStats>> stats(Caller caller, Topic topic);
}
