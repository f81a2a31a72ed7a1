package io.sluice.admin;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.sluice.catalog.EmailAddress;
import io.sluice.catalog.IdempotencyKey;
import io.sluice.catalog.Tenants;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code POST /v1/signup}: an e-mail address and a name become a tenant with its first key. With an {@code Idempotency-Key},
 * who lost the answer may repeat the request for ten minutes: the tenant stays, the key that was lost is revoked, and a fresh
 * one is answered.
 */
@Controller("/v1/signup")
final class SignUpController {
    static final int MAX_BODY_BYTES = 16 * 1024;
    static final int MAX_NAME_LENGTH = 128;
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]{2,45}](:[0-9]{1,5})?");

    private static final Pattern HOST_OF_THIS_MACHINE = Pattern.compile(
            "(localhost|127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|\\[::1])(:[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);

    private final Tenants tenants;
    private final AdminSettings settings;

    SignUpController(Tenants tenants, AdminSettings settings) {
        this.tenants = tenants;
        this.settings = settings;
    }

    @Post
    @Consumes(MediaType.APPLICATION_JSON)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<byte[]> signUp(HttpRequest<?> request, @Body byte[] body) {
        if (!settings.openSignUp() && !isFromHere(request)) {
            return Problem.of(
                    HttpStatus.FORBIDDEN,
                    "only this machine may sign up: do it there, or start the server with --open-signup");
        }
        if (body.length > MAX_BODY_BYTES) {
            return Problem.of(HttpStatus.REQUEST_ENTITY_TOO_LARGE, "at most " + MAX_BODY_BYTES + " bytes");
        }
        String host = request.getHeaders().get(HttpHeaders.HOST);
        if (host == null || !HOST.matcher(host).matches()) {
            return Problem.of(HttpStatus.BAD_REQUEST, "the Host header must name this server");
        }
        Map<String, String> fields;
        try {
            fields = Json.texts(body);
        } catch (IOException e) {
            return Problem.of(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        Optional<EmailAddress> email = EmailAddress.parse(fields.getOrDefault("email", ""));
        if (email.isEmpty()) {
            return Problem.of(HttpStatus.BAD_REQUEST, "\"email\" must be an e-mail address");
        }
        String name = fields.getOrDefault("name", "").strip();
        if (!isName(name)) {
            return Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "\"name\" must have 1 to " + MAX_NAME_LENGTH
                            + " characters of Unicode, none of them control characters");
        }
        String token = request.getHeaders().get(IDEMPOTENCY_KEY);
        Optional<IdempotencyKey> repeatable = token == null ? Optional.empty() : IdempotencyKey.parse(token);
        if (token != null && repeatable.isEmpty()) {
            return Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "an " + IDEMPOTENCY_KEY + " has " + IdempotencyKey.MIN_LENGTH + " to " + IdempotencyKey.MAX_LENGTH
                            + " visible ASCII characters, and should be random");
        }
        String endpoint = (request.isSecure() ? "https://" : "http://") + host;
        return switch (tenants.signUp(email.get(), name, repeatable)) {
            case Tenants.SignUp.Welcome welcome -> created(welcome, endpoint);
            case Tenants.SignUp.EmailTaken() ->
                Problem.of(
                        HttpStatus.CONFLICT,
                        "this e-mail address has signed up before: use its key, or another address");
            case Tenants.SignUp.OtherRequest() ->
                Problem.of(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "this " + IDEMPOTENCY_KEY
                                + " was used to sign up with another address or name: take a new one");
            case Tenants.SignUp.DiskFull() ->
                Problem.of(HttpStatus.INSUFFICIENT_STORAGE, "the server's disk is full: nothing was recorded");
        };
    }

    /** Characters are code points; half of a surrogate pair is none. */
    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.codePointCount(0, text.length()) <= MAX_NAME_LENGTH
                && text.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    /** A proxy on this machine speaks for others, and so does a page whose name was made to point here. */
    private static boolean isFromHere(HttpRequest<?> request) {
        HttpHeaders headers = request.getHeaders();
        return request.getRemoteAddress().getAddress() != null
                && request.getRemoteAddress().getAddress().isLoopbackAddress()
                && !headers.contains(HttpHeaders.FORWARDED)
                && !headers.contains("X-Forwarded-For")
                && !headers.contains("X-Real-IP")
                && !headers.contains(HttpHeaders.VIA)
                && HOST_OF_THIS_MACHINE
                        .matcher(String.valueOf(headers.get(HttpHeaders.HOST)))
                        .matches();
    }

    private HttpResponse<byte[]> created(Tenants.SignUp.Welcome welcome, String endpoint) {
        byte[] body = Json.write(json -> {
            json.writeStringField("tenant", welcome.tenant().id().toString());
            json.writeStringField("name", welcome.tenant().name());
            json.writeStringField("email", welcome.tenant().email().text());
            json.writeStringField("endpoint", endpoint);
            json.writeStringField("region", settings.region());
            json.writeStringField("accessKeyId", welcome.key().id());
            json.writeStringField("secretAccessKey", welcome.key().secret());
        });
        return HttpResponse.created(body)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
