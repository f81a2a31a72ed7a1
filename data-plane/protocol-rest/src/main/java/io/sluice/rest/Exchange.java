package io.sluice.rest;

import io.netty.buffer.ByteBuf;

/** One request from its head to its answer; lives on its channel's event loop. */
sealed interface Exchange
        permits Sending, Receiving, Deleting, BodyReading, Looking, Inspecting, Settling, Nacking, Redriving {
    /** The next bytes of the request's body. */
    default void body(ByteBuf bytes) {
        if (bytes.isReadable()) {
            throw RestErrors.invalid("this request has no body").refused();
        }
    }

    /** The request has arrived whole. */
    void end();

    /** Whether more should be read from the connection now. */
    default boolean wantsMore() {
        return true;
    }

    /** The client is gone, or was refused. */
    void gone();
}
