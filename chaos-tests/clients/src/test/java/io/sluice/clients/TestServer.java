package io.sluice.clients;

import io.sluice.harness.server.Account;
import io.sluice.harness.server.RunningServer;
import io.sluice.harness.server.ServerProcess;
import io.sluice.harness.server.ServerUnderTest;

/** One server for all tests of this process; its own hook ends it. */
public final class TestServer {
    private TestServer() {}

    public static Account signUp(String name) {
        return Started.SERVER.signUp(name);
    }

    /** Started when the first test asks. */
    private static final class Started {
        static final ServerUnderTest SERVER = RunningServer.named().orElseGet(ServerProcess::start);
    }
}
