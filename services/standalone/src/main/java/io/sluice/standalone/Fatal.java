package io.sluice.standalone;

/** The end of a process that can promise nothing more. */
interface Fatal {
    void die(Throwable cause);
}
