package io.sluice.sqs.operation;

import io.sluice.api.Admission;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A queue's tags, kept among its settings. As the service has it: {@value #MAX_TAGS} a queue, keys of 1 to
 * {@value #MAX_KEY_CHARS} characters that do not begin with {@code aws:}, values of up to {@value #MAX_VALUE_CHARS}; both of
 * letters, digits, spaces and {@code _.:/=+-@}.
 */
final class Tags {
    private static final int MAX_TAGS = 50;
    private static final int MAX_KEY_CHARS = 128;
    private static final int MAX_VALUE_CHARS = 256;
    private static final String RESERVED = "aws:";
    private static final String SIGNS = "_.:/=+-@";

    /** No attribute's name has a colon. */
    private static final String SETTING = Admission.TAG;

    private Tags() {}

    static Map<String, String> of(TopicConfig config) {
        Map<String, String> tags = new TreeMap<>();
        config.settings().forEach((name, value) -> {
            if (name.startsWith(SETTING)) {
                tags.put(name.substring(SETTING.length()), value);
            }
        });
        return tags;
    }

    /** TagQueue's tags, or null. Query has one name for tags; in JSON CreateQueue's begin with a small letter, and these do not. */
    static @Nullable Param asked(Param.Fields params) {
        Param json = params.get("Tags");
        return json == null ? params.get("tags") : json;
    }

    /** What a request gives, as policies see it before it is checked: what is no text is none. */
    static Map<String, String> given(SqsCall call) {
        Map<String, String> tags = new TreeMap<>();
        if (call.action() == SqsAction.TAG_QUEUE && asked(call.params()) instanceof Param.Fields given) {
            given.each((key, value) -> {
                if (value instanceof Param.Text(String text, boolean loose)) {
                    tags.put(key, text);
                }
            });
        }
        return tags;
    }

    /** The keys of what a request gives or takes away, likewise. */
    static List<String> keys(SqsCall call) {
        if (call.action() == SqsAction.UNTAG_QUEUE && call.params().get("TagKeys") instanceof Param.Items(var keys)) {
            List<String> texts = new ArrayList<>();
            for (Param key : keys) {
                if (key instanceof Param.Text(String text, boolean loose)) {
                    texts.add(text);
                }
            }
            return texts;
        }
        return List.copyOf(given(call).keySet());
    }

    /** @param given null: none */
    static TopicConfig added(TopicConfig config, String queue, Param.@Nullable Fields given) {
        ConfigChange change = new ConfigChange(config);
        if (given != null) {
            given.each((key, value) -> change.settings.put(SETTING + key(key), value(key, value)));
        }
        TopicConfig tagged = change.config();
        if (of(tagged).size() > MAX_TAGS) {
            throw new SqsError(SqsCode.INVALID_PARAMETER_VALUE, "Too many tags added for queue " + queue + ".")
                    .refusal();
        }
        return tagged;
    }

    static TopicConfig removed(Topic topic, List<String> keys) {
        ConfigChange change = new ConfigChange(topic.config());
        keys.forEach(key -> change.settings.remove(SETTING + key(key)));
        return change.config();
    }

    private static String key(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY_CHARS || !isPlain(key)) {
            throw SqsErrors.invalid(
                            "Tag.Key",
                            key,
                            "Tag keys must be between 1 and " + MAX_KEY_CHARS + " characters in length, of letters,"
                                    + " digits, spaces and " + SIGNS + ".")
                    .refusal();
        }
        if (key.regionMatches(true, 0, RESERVED, 0, RESERVED.length())) {
            throw SqsErrors.invalid("Tag.Key", key, "Tag keys that begin with " + RESERVED + " are reserved.")
                    .refusal();
        }
        return key;
    }

    private static String value(String key, Param value) {
        String text = Param.asText(key, value);
        if (text.length() > MAX_VALUE_CHARS || !isPlain(text)) {
            throw SqsErrors.invalid(
                            "Tag.Value",
                            text,
                            "Tag values must be up to " + MAX_VALUE_CHARS + " characters in length, of letters, digits,"
                                    + " spaces and " + SIGNS + ".")
                    .refusal();
        }
        return text;
    }

    private static boolean isPlain(String text) {
        return text.codePoints()
                .allMatch(c -> Character.isLetterOrDigit(c) || Character.isSpaceChar(c) || SIGNS.indexOf(c) >= 0);
    }
}
