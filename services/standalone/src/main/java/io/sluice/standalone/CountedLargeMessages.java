package io.sluice.standalone;

import io.sluice.api.Done;
import io.sluice.api.LargeMessages;
import io.sluice.api.Outgoing;
import io.sluice.api.Result;
import io.sluice.api.Sent;
import io.sluice.model.Caller;
import io.sluice.model.Receipt;
import io.sluice.model.Topic;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** Large messages, with what becomes of them counted: a send when it ends or is refused, a read by its pieces. */
final class CountedLargeMessages implements LargeMessages {
    private final LargeMessages large;
    private final RequestCounts.Action begin;
    private final RequestCounts.Action send;
    private final RequestCounts.Action read;

    CountedLargeMessages(LargeMessages large, RequestCounts counts) {
        this.large = large;
        this.begin = counts.action("begin_large");
        this.send = counts.action("send_large");
        this.read = counts.action("read_large");
    }

    @Override
    public CompletionStage<Result<Incoming>> begin(Caller caller, Topic topic, Outgoing message, long bodyBytes) {
        return begin.counted(large.begin(caller, topic, message, bodyBytes)).thenApply(result -> switch (result) {
            case Result.Ok<Incoming>(Incoming incoming) -> Result.ok(new Counted(incoming));
            case Result.Refused<Incoming> refused -> refused;
        });
    }

    @Override
    public CompletionStage<Result<Long>> length(Caller caller, Topic topic, Receipt receipt) {
        return large.length(caller, topic, receipt);
    }

    @Override
    public CompletionStage<Result<ByteBuffer>> read(
            Caller caller, Topic topic, Receipt receipt, long from, int length) {
        return read.counted(large.read(caller, topic, receipt, from, length));
    }

    private final class Counted implements Incoming {
        private final Incoming incoming;

        Counted(Incoming incoming) {
            this.incoming = incoming;
        }

        @Override
        public CompletionStage<Result<Done>> add(ByteBuffer piece) {
            return incoming.add(piece);
        }

        @Override
        public CompletionStage<Result<Sent>> end() {
            return send.counted(incoming.end());
        }

        @Override
        public void abandon() {
            incoming.abandon();
        }
    }
}
