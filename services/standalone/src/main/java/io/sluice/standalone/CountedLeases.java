package io.sluice.standalone;

import io.sluice.api.Done;
import io.sluice.api.Leases;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.Receipt;
import io.sluice.model.Topic;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** What consumers do with leases over REST, with their requests counted. */
final class CountedLeases implements Leases {
    private final Leases leases;
    private final RequestCounts.Action nack;
    private final RequestCounts.Action hold;

    CountedLeases(Leases leases, RequestCounts counts) {
        this.leases = leases;
        this.nack = counts.action("nack");
        this.hold = counts.action("hold");
    }

    @Override
    public CompletionStage<Result<Done>> nack(
            Caller caller, Topic topic, Receipt receipt, Duration delay, String reason) {
        return nack.counted(leases.nack(caller, topic, receipt, delay, reason));
    }

    @Override
    public CompletionStage<Result<Done>> hold(Caller caller, Topic topic, Receipt receipt, Duration lease) {
        return hold.counted(leases.hold(caller, topic, receipt, lease));
    }
}
