package io.sluice.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Optional;

/** Finds out whether the address can be listened on before anything is opened: reading a log may take a while. */
final class Listening {
    private Listening() {}

    /** Why not, in one line that says what to do; empty when it can be. */
    static Optional<String> whyNot(String bind, int port) {
        try {
            new ServerSocket(port, 1, InetAddress.getByName(bind)).close();
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of("no address is known for " + bind + ": give one of this machine's with --bind");
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            if (message.contains("in use")) {
                return Optional.of(
                        "port " + port + " is in use: stop what listens there, or choose another with --port");
            }
            if (message.contains("ermission")) {
                return Optional.of("no permission to listen on port " + port + ": choose one above 1023 with --port");
            }
            return Optional.of("cannot listen on " + bind + " (" + message
                    + "): give one of this machine's addresses with --bind");
        }
    }
}
