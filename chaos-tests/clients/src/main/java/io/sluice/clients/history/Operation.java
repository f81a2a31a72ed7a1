package io.sluice.clients.history;

/** What an event is about. */
public enum Operation {
    SEND,
    RECEIVE,
    ACK,
    /** A lease's new length; zero is a nack. */
    EXTEND,
    /** A settled reading of a tenant's usage: nothing that was invoked before it is still under way. */
    USAGE,
    /** The harness killed the server. */
    KILL
}
