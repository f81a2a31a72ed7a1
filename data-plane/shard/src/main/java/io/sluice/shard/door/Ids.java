package io.sluice.shard.door;

import io.sluice.model.MessageId;

/** Port: fresh identities, unique for ever; called from many threads. */
public interface Ids {
    MessageId next();
}
