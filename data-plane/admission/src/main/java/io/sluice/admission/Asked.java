package io.sluice.admission;

import io.sluice.api.Admission.Origin;
import io.sluice.model.Caller;
import io.sluice.model.Topic;
import java.time.Instant;

/** A request as policies see it, whatever it asks for. */
record Asked(Caller caller, Topic topic, Origin origin, Instant at) {}
