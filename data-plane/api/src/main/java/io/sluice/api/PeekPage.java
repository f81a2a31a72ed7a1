package io.sluice.api;

import java.util.List;

/**
 * What somebody saw who looked.
 *
 * @param next where the next look goes on; −1: there was nothing more
 * @param looked at so many messages
 * @param readBytes of messages were read for it
 */
public record PeekPage(List<Peeked> messages, long next, int looked, long readBytes) {
    public PeekPage {
        messages = List.copyOf(messages);
    }
}
