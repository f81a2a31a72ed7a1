package io.sluice.clients.load;

import io.sluice.harness.server.ServerProcess;

/** How a server goes down without warning; its name is what many of them are called. */
public interface Outage {
    /** Returns when the process is gone and it can be started again. */
    void strike(ServerProcess server) throws InterruptedException;

    /** SIGKILL. */
    static Outage kill() {
        return new Outage() {
            @Override
            public void strike(ServerProcess server) throws InterruptedException {
                server.kill();
            }

            @Override
            public String toString() {
                return "kills";
            }
        };
    }
}
