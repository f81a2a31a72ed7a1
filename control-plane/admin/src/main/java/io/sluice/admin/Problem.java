package io.sluice.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.sluice.model.Effect;
import java.io.IOException;
import java.util.Locale;

/** A refusal as RFC 9457 writes it. The type is {@code about:blank}: the status says what kind it is. */
final class Problem {
    static final String CONTENT_TYPE = "application/problem+json";
    private static final String EFFECT = "x-sluice-effect";

    private Problem() {}

    /**
     * Of a request that had no effect.
     *
     * @param detail what is wrong with it, and what to do
     */
    static MutableHttpResponse<byte[]> of(HttpStatus status, String detail) {
        MutableHttpResponse<byte[]> response = HttpResponse.status(status);
        return fill(response, status.getCode(), status.getReason(), detail, Effect.NONE);
    }

    static MutableHttpResponse<byte[]> fill(
            MutableHttpResponse<byte[]> response, int status, String title, String detail, Effect effect) {
        byte[] body = Json.write(json -> {
            json.writeStringField("type", "about:blank");
            json.writeStringField("title", title);
            json.writeNumberField("status", status);
            writeDetail(json, detail);
        });
        return response.body(body)
                .contentType(CONTENT_TYPE)
                .header("Cache-Control", "no-store")
                .header(EFFECT, effect.name().toLowerCase(Locale.ROOT));
    }

    private static void writeDetail(JsonGenerator json, String detail) throws IOException {
        if (!detail.isBlank()) {
            json.writeStringField("detail", detail);
        }
    }
}
