package io.sluice.harness.server;

/** A server that is ready, and a way to be its customer. */
public interface ServerUnderTest extends AutoCloseable {
    /**
     * Signs up a new tenant.
     *
     * @param name of letters and digits; also the e-mail address's front
     */
    Account signUp(String name);

    @Override
    void close();
}
