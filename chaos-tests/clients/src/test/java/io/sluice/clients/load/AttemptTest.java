package io.sluice.clients.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.sluice.clients.history.Phase;
import io.sluice.harness.server.Account;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What is called without effect had none, or the checks would find phantoms that are none. */
class AttemptTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @Test
    void whatNobodyListenedToHadNoEffect() throws IOException {
        int port;
        try (ServerSocket closedAtOnce = new ServerSocket(0, 1, HERE)) {
            port = closedAtOnce.getLocalPort();
        }
        assertThat(outcome(port)).isEqualTo(Phase.FAIL);
    }

    @Test
    void anAnswerThatNeverCameIsUnknown() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, HERE)) {
            Thread hangsUp = Thread.ofVirtual().start(() -> {
                try (Socket socket = server.accept()) {
                    assertThat(socket.getInputStream().read()).isPositive();
                } catch (IOException broken) {
                    throw new IllegalStateException(broken);
                }
            });
            assertThat(outcome(server.getLocalPort())).isEqualTo(Phase.UNKNOWN);
            assertThat(hangsUp).isNotNull();
        }
    }

    @Test
    void theServersOwnWordOnTheEffectCounts() throws IOException {
        assertThat(answered(503, Optional.of("none"))).isEqualTo(Phase.FAIL);
        assertThat(answered(503, Optional.of("unknown"))).isEqualTo(Phase.UNKNOWN);
        assertThat(answered(400, Optional.of("unknown"))).isEqualTo(Phase.UNKNOWN);
    }

    @Test
    void withoutAWordOnlyARefusalHadNoEffect() throws IOException {
        assertThat(answered(400, Optional.empty())).isEqualTo(Phase.FAIL);
        assertThat(answered(500, Optional.empty())).isEqualTo(Phase.UNKNOWN);
    }

    private static Phase answered(int status, Optional<String> effect) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            effect.ifPresent(word -> exchange.getResponseHeaders().add("x-sluice-effect", word));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            return outcome(server.getAddress().getPort());
        } finally {
            server.stop(0);
        }
    }

    private static Phase outcome(int port) {
        Account account = new Account("1", "key", "secret", URI.create("http://127.0.0.1:" + port), "local");
        try (SqsClient sqs = Clients.once(account)) {
            SdkException failure = catchThrowableOfType(
                    SdkException.class,
                    () -> sqs.sendMessage(
                            send -> send.queueUrl(account.endpoint() + "/1/q").messageBody("x")));
            return Attempt.outcome(failure);
        }
    }
}
