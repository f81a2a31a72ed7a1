package io.sluice.api;

import io.sluice.model.Caller;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Port: who may do what to a topic. A protocol asks before it shows or does anything of the topic. Never blocks; for an
 * owner whose topic has no policy it costs next to nothing.
 */
public interface Admission {
    /** The setting of a topic that holds the text of its policy. */
    String POLICY = "Policy";

    /** What the names of the settings begin with that hold a topic's tags; the tag's key follows. */
    String TAG = "tag:";

    /** What was decided. */
    enum Verdict {
        ALLOWED,
        /** The caller may know that the topic is there, and may not do this to it. */
        DENIED,
        /** To be answered like a topic that does not exist. */
        HIDDEN
    }

    /** Where a request comes from; asked only where a policy wants to know. */
    interface Origin {
        /** The other end of the connection, which may be a proxy; null: unknown. */
        @Nullable
        InetAddress address();

        /** Whether the request came over TLS. */
        boolean secure();

        @Nullable
        String userAgent();

        @Nullable
        String referer();

        /** The region that the client signed for, which is its own choice; null: it named none. */
        default @Nullable String region() {
            return null;
        }

        /** The ARN of the resource on whose behalf a service asks; null: somebody asks for themselves. */
        default @Nullable String sourceArn() {
            return null;
        }

        /** The account of that resource. */
        default @Nullable String sourceAccount() {
            return null;
        }

        /** The tags that the request would give the topic. */
        default Map<String, String> tags() {
            return Map.of();
        }

        /** The keys of the tags that it would give, or take away. */
        default List<String> tagKeys() {
            return List.of();
        }
    }

    Verdict decide(Caller caller, Topic topic, Action action, Origin origin);

    /**
     * What is wrong with the text of a policy, in words that say where; empty: nothing.
     *
     * @param owner whose topic the policy is for
     */
    Optional<String> fault(String policy, TenantId owner);
}
