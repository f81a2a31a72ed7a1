package io.sluice.simulation.check;

/** What is promised, by its name in docs/promises, and what a simulator can look at besides. */
public enum Check {
    Q1("no message is lost"),
    Q2("nothing is delivered that was not sent there"),
    Q3("what was acked or purged is not delivered again"),
    Q4("nobody else gets a leased message"),
    Q5("parked when and only when delivered often enough, never in two queues, counts never go back"),
    F1("what is sent again under one deduplication id is kept once, under the first one's id"),
    F2("a group is delivered in the order of its sending"),
    F3("while a message of a group is leased nobody else gets one of that group"),
    F4("on a FIFO queue one receipt alone acks, while its lease lasts"),
    D1("nothing is delivered before its delay is over, or that of its nack"),
    D3("what was cancelled is never delivered"),
    C1("what was answered survives a crash"),
    B2("the bill lies between what was answered and what may have happened"),
    B3("what was refused, throttled or empty costs nothing"),
    FAIR("messages of quiet groups come before those of noisy ones"),
    PACE("a move task takes no more messages a second than it was asked to"),
    MOVES("what a move task says that it has moved has arrived, once"),
    M1("a payload lies under its own tenant's key, with a nonce of its own"),
    REPLAY("the same commands give the same state"),
    PROGRESS("after healing everything can be drained"),
    SOUND("no code gives up by an exception or keeps what was deleted");

    private final String promise;

    Check(String promise) {
        this.promise = promise;
    }

    public String promise() {
        return promise;
    }
}
