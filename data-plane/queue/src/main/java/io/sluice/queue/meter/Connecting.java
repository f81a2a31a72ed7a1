package io.sluice.queue.meter;

import io.sluice.queue.ShardState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;

/** Gateways tell once a minute how long tenants were connected. */
public final class Connecting {
    /** A gateway that said nothing for so long is gone, and so is what its repeats are known by. */
    private static final long GATEWAY_REST_MS = 24 * 60 * 60 * 1000L;

    private Connecting() {}

    public static Reply apply(ShardState state, Command.Connected connected) {
        Gateway known = state.gateways.get(connected.gateway());
        if (known != null && connected.minute() <= known.minute()) {
            return Reply.DONE;
        }
        state.gateways.values().removeIf(gateway -> gateway.seenMs() + GATEWAY_REST_MS < state.timeMs);
        state.gateways.put(connected.gateway(), new Gateway(connected.minute(), state.timeMs));
        for (Command.TenantTime time : connected.times()) {
            TenantMeters tenant = state.tenant(time.tenant());
            tenant.connMs = Math.addExact(tenant.connMs, time.ms());
        }
        return Reply.DONE;
    }

    /** The last minute that a gateway told of, and when. */
    public record Gateway(long minute, long seenMs) {}
}
