package io.sluice.admin;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code GET /metrics}: what an operator looks at, for Prometheus. */
@Controller("/metrics")
final class MetricsController {
    private final List<Metric.Source> sources;

    MetricsController(List<Metric.Source> sources) {
        this.sources = sources;
    }

    @Get
    @Produces("text/plain")
    HttpResponse<byte[]> metrics() {
        List<Metric> metrics =
                sources.stream().flatMap(source -> source.read().stream()).toList();
        return HttpResponse.ok(MetricsText.toWire(metrics).getBytes(StandardCharsets.UTF_8))
                .contentType(MetricsText.CONTENT_TYPE);
    }
}
