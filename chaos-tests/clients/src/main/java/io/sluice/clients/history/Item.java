package io.sluice.clients.history;

/**
 * One message of a call.
 *
 * @param key chosen by the sender, unique in a run; a delivery's key is read from the body
 * @param hash of the body; empty where the call carries no body
 * @param bytes body and attributes (name, type and value of each), which is what is billed
 * @param receives the server's receive count, for a delivery; else 0
 */
public record Item(String key, String hash, long bytes, int receives) {
    /** A message that a call only names. */
    public static Item named(String key) {
        return new Item(key, "", 0, 0);
    }
}
