package io.sluice.queue.verb;

import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.fifo.GroupedEntry;
import io.sluice.queue.meter.TopicMeters;

/** The consumer was gone before the answer left: the delivery did not happen, neither for the count nor for the bill. */
public final class GivingBack {
    private GivingBack() {}

    public static Reply apply(ShardState state, Command.GiveBack giveBack) {
        TopicState topic = state.toChange(giveBack.partition());
        TopicMeters meters = topic == null ? state.tenant(giveBack.tenant()).deleted : topic.meters;
        meters.delivered(-giveBack.bytes(), -giveBack.operations());
        if (topic == null) {
            return Reply.DONE;
        }
        for (int i = 0; i < giveBack.offsets().length; i++) {
            Entry entry = topic.entry(giveBack.offsets()[i]);
            if (entry != null && entry.phase == Entry.Phase.LEASED && entry.delivery == giveBack.deliveries()[i]) {
                if (entry instanceof GroupedEntry grouped && --grouped.holders > 0) {
                    continue; // who repeated the receive has it
                }
                state.leavePhase(entry);
                entry.receives--;
                if (entry.receives == 0) {
                    entry.firstReceivedMs = 0;
                }
                topic.makeReady(entry);
                state.wake(topic);
            }
        }
        return Reply.DONE;
    }
}
