package io.sluice.sqs.operation;

import io.sluice.model.TopicConfig;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;

/**
 * The attributes that say how a queue's messages are encrypted: by the service's own key, which is how it is unless
 * something else is said; by a key of the customer's; or not at all. Never by two keys.
 */
final class Encryption {
    static final String MANAGED = "SqsManagedSseEnabled";
    static final String KEY = "KmsMasterKeyId";
    static final String REUSE = "KmsDataKeyReusePeriodSeconds";

    /** What a key's name, address or alias has at the most. */
    private static final int MAX_KEY_CHARS = 2_048;

    private static final int MIN_REUSE_SECONDS = 60;
    private static final int MAX_REUSE_SECONDS = 86_400;
    private static final int USUAL_REUSE_SECONDS = 300;

    private Encryption() {}

    static boolean hasKey(TopicConfig config) {
        return config.settings().containsKey(KEY);
    }

    /** Takes one of the three; {@link #settle} says whether they go together. */
    static void apply(ConfigChange change, String name, String value) {
        switch (name) {
            case MANAGED -> change.set(name, QueueAttributes.flag(name, value) ? "" : "false");
            case KEY -> {
                if (value.length() > MAX_KEY_CHARS || !value.chars().allMatch(Encryption::isOfAKey)) {
                    throw QueueAttributes.invalid(name);
                }
                change.set(name, value);
            }
            default -> {
                int seconds = QueueAttributes.number(name, value, MIN_REUSE_SECONDS, MAX_REUSE_SECONDS);
                change.set(name, seconds == USUAL_REUSE_SECONDS ? "" : value);
            }
        }
    }

    /** Identities, addresses and aliases of keys have no others. */
    private static boolean isOfAKey(int c) {
        return QueueName.isWord((char) c) || c == ':' || c == '/';
    }

    /**
     * A key takes the service's own out of use.
     *
     * @param managed whether the service's own was asked for in this request
     * @param key whether a key was given in this request
     */
    static void settle(ConfigChange change, boolean managed, boolean key) {
        if (!change.settings.containsKey(KEY)) {
            return;
        }
        if (managed && !change.settings.containsKey(MANAGED)) {
            throw new SqsError(
                            SqsCode.INVALID_ATTRIBUTE_NAME,
                            "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS"
                                    + " SSE or SQS SSE.")
                    .refusal();
        }
        if (key) {
            change.settings.put(MANAGED, "false");
        }
    }
}
