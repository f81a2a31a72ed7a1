package io.sluice.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.api.Action;
import io.sluice.api.Admission;
import io.sluice.model.Caller;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Admission by each topic's own policy. An owner may do everything that the policy does not deny, others only what it
 * allows and does not deny.
 */
public final class PolicyAdmission implements Admission {
    /** Of the texts of the policies that are kept ready; a policy as it is kept is about ten times as large. */
    private static final long MAX_KEPT_CHARS = 2_000_000;

    /** So that no policy locks its owner out for ever. */
    private static final Set<Action> OWNERS_ALWAYS =
            EnumSet.of(Action.SET_ATTRIBUTES, Action.READ_ATTRIBUTES, Action.FIND);

    private record Kept(String text, TenantId owner) {}

    private final InstantSource clock;
    private final Cache<Kept, Policy> policies = Caffeine.newBuilder()
            .maximumWeight(MAX_KEPT_CHARS)
            .weigher((Kept kept, Policy policy) -> kept.text().length())
            .build();

    /** @param clock wall time, for conditions on it */
    public PolicyAdmission(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Verdict decide(Caller caller, Topic topic, Action action, Origin origin) {
        String text = topic.config().settings().get(POLICY);
        boolean owner = caller.tenant().equals(topic.tenant());
        if (text == null) {
            return owner ? Verdict.ALLOWED : Verdict.HIDDEN;
        }
        Policy policy = policies.get(new Kept(text, topic.tenant()), PolicyAdmission::policy);
        Asked asked = new Asked(caller, topic, origin, clock.instant());
        if (owner) {
            boolean denied = !OWNERS_ALWAYS.contains(action) && policy.denies(action, asked);
            return denied ? Verdict.DENIED : Verdict.ALLOWED;
        }
        Set<Action> granted = policy.granted(asked);
        if (granted.contains(action)) {
            return Verdict.ALLOWED;
        }
        // Who may do anything with the topic knows that it is there.
        return granted.isEmpty() ? Verdict.HIDDEN : Verdict.DENIED;
    }

    @Override
    public Optional<String> fault(String policy, TenantId owner) {
        try {
            Policy.read(policy, owner);
            return Optional.empty();
        } catch (PolicyFault fault) {
            return Optional.of(fault.getMessage());
        }
    }

    /** What was stored was checked before; should a later version be stricter, others lose what they were allowed. */
    private static Policy policy(Kept kept) {
        try {
            return Policy.read(kept.text(), kept.owner());
        } catch (PolicyFault unreadable) {
            return Policy.SILENT;
        }
    }
}
