package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageTest {
    private static final String USAGE = """
            {"tenant":"123456789012","asOf":"2026-11-21T02:00:00Z",\
            "total":{"conn_ms":"7384000","ingress_bytes":"1610612747","egress_bytes":"1536","ops_in":"24576","ops_out":"3","storage_byte_ms":"92233720368547758070","disk_byte_ms":"5798205849600000","object_byte_ms":"1"},\
            "queues":[{"queue":"orders","meters":{"ingress_bytes":"1610612736","egress_bytes":"1536","ops_in":"24575","ops_out":"3","storage_byte_ms":"92233720368547758069"}},\
            {"queue":"(deleted queues)","meters":{"ingress_bytes":"11","egress_bytes":"0","ops_in":"1","ops_out":"0","storage_byte_ms":"1"}}]}""";

    @Test
    void tableHasARowPerQueueAndATotal() {
        try (FakeServer server = new FakeServer(200, "application/json", USAGE)) {
            Ran ran = usage(server);

            assertThat(ran.out()).isEqualTo("""
                            Account 123456789012, as of 2026-11-21T02:00:00Z

                            QUEUE                   IN       OUT   OPS IN   OPS OUT            STORED
                            orders             1.5 GiB   1.5 KiB   24,575         3   23860.929 GiB-h
                            (deleted queues)      11 B       0 B        1         0      <0.001 GiB-h
                            total              1.5 GiB   1.5 KiB   24,576         3   23860.929 GiB-h

                            Connected: 2 h 3 min
                            In segments and files, all queues together, until they are rewritten or dropped: disk 1.500 GiB-h, S3 <0.001 GiB-h
                            """);
            assertThat(ran.exit()).isZero();
        }
    }

    @Test
    void keyIsSentAsBasicAuthentication() {
        try (FakeServer server = new FakeServer(200, "application/json", USAGE)) {
            usage(server);

            assertThat(server.onlyRequest())
                    .isEqualTo(new FakeServer.Asked("GET", "/v1/usage", "Basic a2V5OnNlY3JldA==", ""));
        }
    }

    @Test
    void jsonHasTheExactNumbers() {
        try (FakeServer server = new FakeServer(200, "application/json", USAGE)) {
            assertThat(usage(server, "-o", "json").out().strip()).isEqualTo(USAGE);
        }
    }

    @Test
    void withoutKeySaysSignup() {
        Ran ran = Ran.command(Map.of(), "usage");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).startsWith("sluice: AWS_ACCESS_KEY_ID is not set").contains("./sluice signup");
    }

    @Test
    void refusedKeyIsSaid() {
        try (FakeServer server = new FakeServer(401, "application/problem+json", "{\"title\":\"Unknown key\"}")) {
            assertThat(usage(server)).isEqualTo(new Ran(1, "", "sluice: Unknown key\n"));
        }
    }

    @Test
    void nonsenseIsSaid() {
        try (FakeServer server = new FakeServer(200, "application/json", "<html>")) {
            Ran ran = usage(server);

            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.err()).startsWith("sluice: no good answer").hasLineCount(1);
        }
    }

    private static Ran usage(FakeServer server, String... more) {
        Map<String, String> variables = new HashMap<>();
        variables.put("AWS_ACCESS_KEY_ID", "key");
        variables.put("AWS_SECRET_ACCESS_KEY", "secret");
        variables.put("SLUICE_ENDPOINT", server.endpoint());
        String[] arguments = new String[more.length + 1];
        arguments[0] = "usage";
        System.arraycopy(more, 0, arguments, 1, more.length);
        return Ran.command(variables, arguments);
    }
}
