package io.sluice.harness.server;

import java.net.URI;
import java.util.Optional;

/**
 * A server that somebody else started, for trying the same clients on another implementation: {@code
 * -Dsluice.endpoint=URL}, and {@code -Dsluice.key=ID:SECRET} where it has no sign-up.
 */
public final class RunningServer implements ServerUnderTest {
    private static final String ANY_TENANT = "000000000000";

    private final URI endpoint;
    private final Optional<Account> account;

    private RunningServer(URI endpoint, Optional<Account> account) {
        this.endpoint = endpoint;
        this.account = account;
    }

    /** Empty: none was named, so the tests start their own. */
    public static Optional<ServerUnderTest> named() {
        return Optional.ofNullable(System.getProperty("sluice.endpoint"))
                .map(URI::create)
                .map(endpoint -> {
                    Optional<Account> account = Optional.ofNullable(System.getProperty("sluice.key"))
                            .map(key -> key.split(":", 2))
                            .map(key -> new Account(ANY_TENANT, key[0], key[1], endpoint, "local"));
                    return new RunningServer(endpoint, account);
                });
    }

    @Override
    public Account signUp(String name) {
        return account.orElseGet(() -> new Rest(endpoint).signUp(name));
    }

    @Override
    public void close() {
        // Not ours to stop.
    }
}
