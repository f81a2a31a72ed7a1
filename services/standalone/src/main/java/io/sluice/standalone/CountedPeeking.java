package io.sluice.standalone;

import io.sluice.api.Peek;
import io.sluice.api.PeekPage;
import io.sluice.api.Peeking;
import io.sluice.api.QueueLag;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.Topic;
import java.util.concurrent.CompletionStage;

/** Looks at messages, with what becomes of them counted. */
final class CountedPeeking implements Peeking {
    private final Peeking peeking;
    private final RequestCounts.Action peek;

    CountedPeeking(Peeking peeking, RequestCounts counts) {
        this.peeking = peeking;
        this.peek = counts.action("peek");
    }

    @Override
    public CompletionStage<Result<PeekPage>> peek(Caller caller, Topic topic, Peek wanted) {
        return peek.counted(peeking.peek(caller, topic, wanted));
    }

    @Override
    public CompletionStage<Result<QueueLag>> lag(Caller caller, Topic topic) {
        return peeking.lag(caller, topic);
    }
}
