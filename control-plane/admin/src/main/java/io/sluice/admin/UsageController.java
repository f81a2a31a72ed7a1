package io.sluice.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.sluice.admin.UsageSource.Usage;
import io.sluice.catalog.Key;
import io.sluice.catalog.Keys;
import io.sluice.catalog.Topics;
import io.sluice.model.BasicKey;
import io.sluice.model.Meters;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/usage}: what the key's tenant used since its beginning, in all and by queue. */
@Controller("/v1/usage")
final class UsageController {
    static final String DELETED_QUEUES = "(deleted queues)";
    private static final int PAGE = 1_000;

    private final Keys keys;
    private final Topics topics;
    private final UsageSource source;

    UsageController(Keys keys, Topics topics, UsageSource source) {
        this.keys = keys;
        this.topics = topics;
        this.source = source;
    }

    @Get
    CompletionStage<HttpResponse<byte[]>> usage(HttpRequest<?> request) {
        Optional<BasicKey> given = BasicKey.ofHeader(request.getHeaders().get(HttpHeaders.AUTHORIZATION));
        Optional<Key> key = given.flatMap(one -> keys.find(one.id()));
        if (given.isEmpty() || !given.get().proves(key.map(Key::secret))) {
            return CompletableFuture.completedFuture(
                    Problem.of(HttpStatus.UNAUTHORIZED, "the access key and its secret are needed: curl -u KEY:SECRET")
                            .header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"sluice\", charset=\"UTF-8\""));
        }
        TenantId tenant = key.orElseThrow().tenant();
        return source.usage(tenant).thenApply(usage -> answer(tenant, usage));
    }

    private HttpResponse<byte[]> answer(TenantId tenant, Usage usage) {
        Map<Long, Meters> unnamed = new LinkedHashMap<>(usage.topics());
        byte[] body = Json.write(json -> {
            json.writeStringField("tenant", tenant.toString());
            json.writeStringField("asOf", usage.asOf().toString());
            json.writeObjectFieldStart("total");
            json.writeStringField("conn_ms", Long.toString(usage.total().connMs()));
            write(json, usage.total());
            json.writeStringField("disk_byte_ms", usage.tiers().diskByteMs().toString());
            json.writeStringField("object_byte_ms", usage.tiers().objectByteMs().toString());
            json.writeEndObject();
            json.writeArrayFieldStart("queues");
            String after = null;
            List<Topic> page;
            do {
                page = topics.list(tenant, "", after, PAGE);
                for (Topic topic : page) {
                    Meters meters = unnamed.remove(topic.incarnation());
                    writeRow(json, topic.name(), meters == null ? Meters.ZERO : meters);
                    after = topic.name();
                }
            } while (page.size() == PAGE);
            // A queue that was deleted a moment ago may still have a row of its own in the source.
            Meters deleted = unnamed.values().stream().reduce(usage.deleted(), Meters::plus);
            if (!deleted.equals(Meters.ZERO)) {
                writeRow(json, DELETED_QUEUES, deleted);
            }
            json.writeEndArray();
        });
        return HttpResponse.ok(body)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private static void writeRow(JsonGenerator json, @Nullable String queue, Meters meters) throws IOException {
        json.writeStartObject();
        json.writeStringField("queue", queue);
        json.writeObjectFieldStart("meters");
        write(json, meters);
        json.writeEndObject();
        json.writeEndObject();
    }

    /** As texts: a month of stored bytes overflows what JSON's readers take for a number. */
    private static void write(JsonGenerator json, Meters meters) throws IOException {
        json.writeStringField("ingress_bytes", Long.toString(meters.ingressBytes()));
        json.writeStringField("egress_bytes", Long.toString(meters.egressBytes()));
        json.writeStringField("ops_in", Long.toString(meters.opsIn()));
        json.writeStringField("ops_out", Long.toString(meters.opsOut()));
        json.writeStringField("storage_byte_ms", meters.storageByteMs().toString());
    }
}
