package io.sluice.admission;

import io.sluice.api.Action;
import io.sluice.api.Admission.Origin;
import io.sluice.model.Caller;
import io.sluice.model.Topic;
import java.time.Instant;

/** A request as policies see it. */
record Asked(Caller caller, Topic topic, Action action, Origin origin, Instant at) {
    Asked forAction(Action other) {
        return new Asked(caller, topic, other, origin, at);
    }
}
