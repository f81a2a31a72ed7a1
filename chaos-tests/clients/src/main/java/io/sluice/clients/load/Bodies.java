package io.sluice.clients.load;

import io.sluice.clients.history.Item;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Bodies that say who they are: key, a bar, and padding of a random length. */
final class Bodies {
    /** Keys that end so are never acked in their own queue. */
    static final String POISON = "!";

    static final int PADDING_CHARS = 3_000;
    /** Of keys and attributes, on top of the padding. */
    static final int OVERHEAD_BYTES = 300;

    static final String ATTRIBUTE = "from";
    private static final String TYPE = "String";
    private static final int HASH_CHARS = 16;

    private Bodies() {}

    static String body(String key, int paddingChars, RandomGenerator random) {
        int length = random.nextInt(paddingChars);
        StringBuilder body = new StringBuilder(key).append('|');
        random.ints(length, 'a', 'z' + 1).forEach(letter -> body.append((char) letter));
        return body.toString();
    }

    static boolean poison(String key) {
        return key.endsWith(POISON);
    }

    static Map<String, MessageAttributeValue> attributes(String client) {
        return Map.of(
                ATTRIBUTE,
                MessageAttributeValue.builder()
                        .dataType(TYPE)
                        .stringValue(client)
                        .build());
    }

    /** What is sent, as the history names it. */
    static Item item(String key, String body, Map<String, MessageAttributeValue> attributes) {
        return new Item(key, hash(body), size(body, attributes), 0);
    }

    /** What was delivered. */
    static Item item(Message message) {
        String body = message.body();
        int bar = body.indexOf('|');
        String key = bar < 0 ? body : body.substring(0, bar);
        int receives = Integer.parseInt(message.attributesAsStrings().getOrDefault("ApproximateReceiveCount", "0"));
        return new Item(key, hash(body), size(body, message.messageAttributes()), receives);
    }

    private static long size(String body, Map<String, MessageAttributeValue> attributes) {
        long bytes = utf8(body).length;
        for (Map.Entry<String, MessageAttributeValue> attribute : attributes.entrySet()) {
            bytes += utf8(attribute.getKey()).length;
            bytes += utf8(attribute.getValue().dataType()).length;
            bytes += utf8(attribute.getValue().stringValue()).length;
        }
        return bytes;
    }

    private static String hash(String body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(utf8(body));
            return HexFormat.of().formatHex(digest).substring(0, HASH_CHARS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
