package io.sluice.shard;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.shard.body.BodyWriting;
import io.sluice.shard.body.FiledSends;
import java.util.List;

/** What waits in a shard's mailbox. */
public sealed interface Request permits Request.Propose, Request.Ask, Request.Open, ShardPoll {
    TenantId tenant();

    /** What it holds in memory while it waits, about. */
    int bytes();

    void answer(Reply reply);

    /** A command for the log. */
    record Propose(TenantId tenant, Command command, int bytes, Answer to) implements Request {
        @Override
        public void answer(Reply reply) {
            to.reply(reply);
        }
    }

    /** A look at the applied state, on the shard's thread: short, and changing nothing. */
    record Ask(TenantId tenant, Look look, Answer refused) implements Request {
        private static final int BYTES = 64;

        @Override
        public int bytes() {
            return BYTES;
        }

        @Override
        public void answer(Reply reply) {
            refused.reply(reply);
        }
    }

    /** Places for bodies that will lie in files of their own; {@code bytes} wait in memory for them. */
    record Open(
            TenantId tenant,
            PartitionId partition,
            List<FiledSends.Wanted> wanted,
            int bytes,
            Opened opened,
            Answer refused)
            implements Request {
        @Override
        public void answer(Reply reply) {
            refused.reply(reply);
        }
    }

    /** Called once, on the shard's thread: must be quick. */
    interface Opened {
        void opened(List<BodyWriting> writings);
    }

    /** Called once, on the shard's thread: must be quick. */
    interface Answer {
        void reply(Reply reply);
    }

    /** Sees the applied state. */
    interface Look {
        void at(ShardState state);
    }
}
