package io.sluice.testkit;

/** The machine went off in the middle of a call to its disk. Unchecked, so that no code under test handles it. */
public final class PowerLoss extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PowerLoss() {
        super("power loss");
    }
}
