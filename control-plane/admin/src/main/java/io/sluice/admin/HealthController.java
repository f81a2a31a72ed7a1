package io.sluice.admin;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Alive: the process answers; if not, restart it. Ready: requests should come here. */
@Controller("/health")
final class HealthController {
    private final Readiness readiness;

    HealthController(Readiness readiness) {
        this.readiness = readiness;
    }

    @Get("/live")
    HttpResponse<byte[]> live() {
        return answer(Optional.empty(), Map.of());
    }

    @Get("/ready")
    HttpResponse<byte[]> ready() {
        return answer(readiness.whyNot(), readiness.details());
    }

    /** The summary is as good as the worse of the two, and an answer is proof of life. */
    @Get
    HttpResponse<byte[]> summary() {
        return answer(readiness.whyNot(), readiness.details());
    }

    private static HttpResponse<byte[]> answer(Optional<String> whyNot, Map<String, String> details) {
        byte[] body = Json.write(json -> {
            json.writeStringField("status", whyNot.isEmpty() ? "UP" : "DOWN");
            if (whyNot.isPresent()) {
                json.writeStringField("reason", whyNot.get());
            }
            for (Map.Entry<String, String> detail : new TreeMap<>(details).entrySet()) {
                json.writeStringField(detail.getKey(), detail.getValue());
            }
        });
        return HttpResponse.<byte[]>status(whyNot.isEmpty() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .body(body)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
