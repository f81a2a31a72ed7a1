package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A sign-up whose answer does not come can be repeated, and the command says how. */
class LostSignupTest {
    private static final Pattern KEY = Pattern.compile("--idempotency-key ([0-9a-f]{32}) ");

    @Test
    void serverThatDiesBeforeItAnswersIsAskedOnceAndTheKeyIsNamed() throws Exception {
        try (ServerSocket dying = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> asked = CompletableFuture.supplyAsync(() -> hangUp(dying));
            Ran ran = signup("http://127.0.0.1:" + dying.getLocalPort());

            assertThat(asked.join()).as("the first time may have done it").isEqualTo(1);
            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err())
                    .startsWith("sluice: no good answer from ")
                    .contains("may be open")
                    .hasLineCount(1);
            assertThat(KEY.matcher(ran.err()).find()).as(ran.err()).isTrue();
        }
    }

    @Test
    void eachSignUpHasAKeyOfItsOwnAndAGivenOneIsSent() {
        try (FakeServer broken = new FakeServer(503, "text/plain", "")) {
            Matcher first = KEY.matcher(signup(broken.endpoint()).err());
            assertThat(first.find()).isTrue();
            assertThat(broken.idempotencyKey()).isEqualTo(first.group(1));

            signup(broken.endpoint());
            assertThat(broken.idempotencyKey()).hasSize(32).isNotEqualTo(first.group(1));

            signup(broken.endpoint(), "--idempotency-key", first.group(1));
            assertThat(broken.idempotencyKey()).isEqualTo(first.group(1));
        }
    }

    @Test
    void refusalThatIsCertainNamesNoKey() {
        for (int status : new int[] {400, 403, 409, 507}) {
            try (FakeServer server = new FakeServer(status, "text/plain", "")) {
                assertThat(signup(server.endpoint()).err()).isEqualTo("sluice: the server answered " + status + "\n");
            }
        }
    }

    /** Takes requests in, and closes their connections; how many came, until none comes for a while. */
    private static int hangUp(ServerSocket dying) {
        int asked = 0;
        try {
            while (true) {
                try (Socket connection = dying.accept()) {
                    assertThat(connection.getInputStream().read()).isPositive();
                    asked++;
                }
                dying.setSoTimeout(300);
            }
        } catch (IOException nobodyAsksAnyMore) {
            return asked;
        }
    }

    private static Ran signup(String endpoint, String... further) {
        String[] arguments = {"signup", "--email", "a@b.example", "--name", "x", "--endpoint", endpoint};
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + further.length);
        System.arraycopy(further, 0, all, arguments.length, further.length);
        return Ran.command(Map.of(), all);
    }
}
