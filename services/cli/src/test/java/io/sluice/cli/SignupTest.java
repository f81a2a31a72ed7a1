package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignupTest {
    private static final String ACCOUNT = """
            {"tenant":"123456789012","name":"it's mine","email":"a@b.example","endpoint":"http://127.0.0.1:7400",\
            "region":"us-east-1","accessKeyId":"AKIAX","secretAccessKey":"s/e'c+r$et"}""";

    @Test
    void exportLinesAreAllOfStdout() {
        try (FakeServer server = new FakeServer(201, "application/json", ACCOUNT)) {
            Ran ran = signup(server);

            assertThat(ran.exit()).isZero();
            assertThat(ran.out()).isEqualTo("""
                            export AWS_ENDPOINT_URL_SQS='http://127.0.0.1:7400'
                            export AWS_ACCESS_KEY_ID='AKIAX'
                            export AWS_SECRET_ACCESS_KEY='s/e'\\''c+r$et'
                            export AWS_REGION='us-east-1'
                            export AWS_DEFAULT_REGION='us-east-1'
                            export AWS_ACCOUNT_ID='123456789012'
                            export SLUICE_ENDPOINT='http://127.0.0.1:7400'
                            """);
            assertThat(ran.err()).contains("123456789012").doesNotContain("s/e");
        }
    }

    @Test
    void aShellReadsTheSecretBackUnchanged() throws IOException {
        try (FakeServer server = new FakeServer(201, "application/json", ACCOUNT)) {
            String script = signup(server).out() + "printf %s \"$AWS_SECRET_ACCESS_KEY\"";
            Process shell = new ProcessBuilder("sh", "-c", script).start();

            assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("s/e'c+r$et");
        }
    }

    @Test
    void keyThatNobodyTookIsNotLost() {
        try (FakeServer server = new FakeServer(201, "application/json", ACCOUNT)) {
            for (String output : new String[] {"text", "json"}) {
                StringWriter err = new StringWriter();
                int exit = Sluice.commandLine(
                                new Environment(Map.of("SLUICE_ENDPOINT", server.endpoint()), Path.of(".")))
                        .setOut(new PrintWriter(new FullDisk(), true))
                        .setErr(new PrintWriter(err, true))
                        .execute("signup", "--email", "a@b.example", "--name", "x", "-o", output);
                assertThat(exit).isEqualTo(1);
                assertThat(err.toString())
                        .matches("sluice: stdout cannot be written, and the account is open: within 10 minutes the same"
                                + " command with --idempotency-key [0-9a-f]{32} shows its key\n");
            }
        }
    }

    private static final class FullDisk extends Writer {
        @Override
        public void write(char[] buffer, int from, int length) throws IOException {
            throw new IOException("No space left on device");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void sendsEmailAndName() {
        try (FakeServer server = new FakeServer(201, "application/json", ACCOUNT)) {
            signup(server);

            assertThat(server.onlyRequest())
                    .isEqualTo(new FakeServer.Asked(
                            "POST", "/v1/signup", "", "{\"email\":\"a@b.example\",\"name\":\"it's \\\"mine\\\"\"}"));
        }
    }

    @Test
    void jsonIsWhatTheServerSaid() {
        try (FakeServer server = new FakeServer(201, "application/json", ACCOUNT)) {
            Ran ran = Ran.command(
                    Map.of("SLUICE_ENDPOINT", server.endpoint()),
                    "signup",
                    "--email",
                    "a@b.example",
                    "--name",
                    "x",
                    "-o",
                    "json");

            assertThat(ran.out().strip()).isEqualTo(ACCOUNT);
            assertThat(ran.err()).isEmpty();
        }
    }

    @Test
    void aProblemIsOneLine() {
        String problem =
                "{\"type\":\"about:blank\",\"title\":\"Not allowed\",\"status\":403,\"detail\":\"Loopback\\nonly\"}";
        try (FakeServer server = new FakeServer(403, "application/problem+json", problem)) {
            Ran ran = signup(server);

            assertThat(ran).isEqualTo(new Ran(1, "", "sluice: Not allowed: Loopback only\n"));
        }
    }

    @Test
    void aProxysPageIsNamedByItsStatus() {
        try (FakeServer server = new FakeServer(502, "text/html", "<html>")) {
            assertThat(signup(server).err()).startsWith("sluice: the server answered 502; the account may be open");
        }
    }

    @Test
    void aReplyWithoutKeyPrintsNoExports() {
        try (FakeServer server = new FakeServer(200, "application/json", "{\"endpoint\":\"x\"}")) {
            Ran ran = signup(server);

            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err()).contains("no \"accessKeyId\"");
        }
    }

    @Test
    void withoutServerSaysHowToStartOne() {
        FakeServer stopped = new FakeServer(200, "", "");
        stopped.close();

        Ran ran = signup(stopped);

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err())
                .isEqualTo("sluice: no server answers at " + stopped.endpoint() + "; start one with ./sluice up\n");
    }

    @Test
    void wrongEndpointIsSaid() {
        Ran ran = Ran.command(Map.of(), "signup", "--email", "a", "--name", "b", "--endpoint", "localhost:7400");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).startsWith("sluice: \"localhost:7400\" is no endpoint");
    }

    private static Ran signup(FakeServer server) {
        return Ran.command(
                Map.of(),
                "signup",
                "--email",
                "a@b.example",
                "--name",
                "it's \"mine\"",
                "--endpoint",
                server.endpoint());
    }
}
