package io.sluice.admission;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What conditions can ask of a request. Names are read whatever their case; each has one value or none. */
enum ConditionKey {
    SOURCE_IP("aws:SourceIp"),
    SOURCE_ARN("aws:SourceArn"),
    SOURCE_ACCOUNT("aws:SourceAccount"),
    SECURE_TRANSPORT("aws:SecureTransport"),
    CURRENT_TIME("aws:CurrentTime"),
    EPOCH_TIME("aws:EpochTime"),
    PRINCIPAL_ARN("aws:PrincipalArn"),
    PRINCIPAL_ACCOUNT("aws:PrincipalAccount"),
    USER_AGENT("aws:UserAgent"),
    REFERER("aws:Referer"),
    PRINCIPAL_ORG_ID("aws:PrincipalOrgID");

    /**
     * A longer header counts as none, which is what its client could send, too: matching costs the product of this and the
     * policy's length at the most, a few milliseconds.
     */
    private static final int MAX_HEADER_CHARS = 1_024;

    private static final Map<String, ConditionKey> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(key -> lower(key.wireName), key -> key));

    private final String wireName;

    ConditionKey(String wireName) {
        this.wireName = wireName;
    }

    static Optional<ConditionKey> fromWire(String name) {
        return Optional.ofNullable(BY_NAME.get(lower(name)));
    }

    /** The request's value, or null where it has none. */
    @Nullable
    String of(Asked asked) {
        return switch (this) {
            case SOURCE_IP -> address(asked.origin().address());
            case SOURCE_ARN -> asked.origin().sourceArn();
            case SOURCE_ACCOUNT -> asked.origin().sourceAccount();
            case SECURE_TRANSPORT -> Boolean.toString(asked.origin().secure());
            case CURRENT_TIME -> asked.at().toString();
            case EPOCH_TIME -> Long.toString(asked.at().getEpochSecond());
            case PRINCIPAL_ARN -> asked.caller().arn();
            case PRINCIPAL_ACCOUNT -> asked.caller().tenant().toString();
            case USER_AGENT -> header(asked.origin().userAgent());
            case REFERER -> header(asked.origin().referer());
            case PRINCIPAL_ORG_ID -> null; // Accounts here belong to no organization.
        };
    }

    private static @Nullable String address(@Nullable InetAddress address) {
        return address == null ? null : address.getHostAddress();
    }

    private static @Nullable String header(@Nullable String value) {
        return value == null || value.length() > MAX_HEADER_CHARS ? null : value;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
