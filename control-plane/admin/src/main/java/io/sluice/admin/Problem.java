package io.sluice.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.io.IOException;

/** A refusal as RFC 9457 writes it. The type is {@code about:blank}: the status says what kind it is. */
final class Problem {
    static final String CONTENT_TYPE = "application/problem+json";

    private Problem() {}

    /** @param detail what is wrong with this request, and what to do */
    static MutableHttpResponse<byte[]> of(HttpStatus status, String detail) {
        MutableHttpResponse<byte[]> response = HttpResponse.status(status);
        return fill(response, status.getCode(), status.getReason(), detail);
    }

    static MutableHttpResponse<byte[]> fill(
            MutableHttpResponse<byte[]> response, int status, String title, String detail) {
        byte[] body = Json.write(json -> {
            json.writeStringField("type", "about:blank");
            json.writeStringField("title", title);
            json.writeNumberField("status", status);
            writeDetail(json, detail);
        });
        return response.body(body).contentType(CONTENT_TYPE).header("Cache-Control", "no-store");
    }

    private static void writeDetail(JsonGenerator json, String detail) throws IOException {
        if (!detail.isBlank()) {
            json.writeStringField("detail", detail);
        }
    }
}
