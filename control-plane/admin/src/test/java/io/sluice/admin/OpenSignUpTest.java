package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenSignUpTest {
    @TempDir
    Path directory;

    @Test
    void anOpenedSignUpTakesOthers() throws IOException, InterruptedException {
        try (AdminServer server = new AdminServer(directory, true)) {
            var answer = server.post(
                    "/v1/signup",
                    "{\"email\":\"p@example.com\",\"name\":\"you\"}",
                    "Content-Type",
                    "application/json",
                    "X-Forwarded-For",
                    "203.0.113.9");
            assertThat(answer.statusCode()).isEqualTo(201);
        }
    }
}
