package io.sluice.bench;

/** What can be measured alone. */
enum Part {
    DISK,
    KERNEL,
    HTTP,
    DELIVER,
    IDLE,
    PARKED,
    LARGE,
    /** Minutes long, and only when it is named. */
    BACKLOG,
    /** As {@link #BACKLOG}, from an object store. */
    COLD,
    /** What messages cost; only when it is named. */
    COST,
    /** Very many queues, likewise. */
    QUEUES,
    /** FIFO queues, likewise. */
    FIFO,
    /** What fair queues and policies cost, likewise. */
    FAIR,
    /** JSON beside Query, likewise. */
    QUERY
}
