package io.sluice.admission;

import io.sluice.api.Admission;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What conditions can ask of a request. Names are read whatever their case; each has one value or none, but for
 * {@link #TAG_KEYS}, which has any number. Keys of tags end in a slash, behind which the tag's own key stands.
 */
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
    PRINCIPAL_TYPE("aws:PrincipalType"),
    USER_ID("aws:userid"),
    USER_NAME("aws:username"),
    PRINCIPAL_IS_SERVICE("aws:PrincipalIsAWSService"),
    VIA_SERVICE("aws:ViaAWSService"),
    REQUESTED_REGION("aws:RequestedRegion"),
    RESOURCE_ACCOUNT("aws:ResourceAccount"),
    RESOURCE_TAG("aws:ResourceTag/"),
    REQUEST_TAG("aws:RequestTag/"),
    TAG_KEYS("aws:TagKeys"),
    /** Any of the keys that IAM documents and no request here has. */
    NEVER_HERE("");

    /**
     * A longer header counts as none, which is what its client could send, too: matching costs the product of this and the
     * policy's length at the most, a few milliseconds.
     */
    private static final int MAX_HEADER_CHARS = 1_024;

    /**
     * Global keys, and those of single services that IAM documents beside them. Accounts here belong to no organization,
     * keys are no sessions of roles, there are no private networks, and no service asks on anybody's behalf.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">IAM</a>
     */
    private static final List<String> WITHOUT_VALUE = List.of(
            "aws:AssumedRoot",
            "aws:CalledVia",
            "aws:CalledViaFirst",
            "aws:CalledViaLast",
            "aws:ChatbotSourceArn",
            "aws:Ec2InstanceSourcePrivateIPv4",
            "aws:Ec2InstanceSourceVpc",
            "aws:FederatedProvider",
            "aws:MultiFactorAuthAge",
            "aws:MultiFactorAuthPresent",
            "aws:PrincipalOrgID",
            "aws:PrincipalOrgPaths",
            "aws:PrincipalServiceName",
            "aws:PrincipalServiceNamesList",
            "aws:PrincipalTag/",
            "aws:ResourceOrgID",
            "aws:ResourceOrgPaths",
            "aws:SourceIdentity",
            "aws:SourceOrgID",
            "aws:SourceOrgPaths",
            "aws:SourceVpc",
            "aws:SourceVpcArn",
            "aws:SourceVpce",
            "aws:TokenIssueTime",
            "aws:VpcSourceIp",
            "aws:VpceAccount",
            "aws:VpceOrgID",
            "aws:VpceOrgPaths",
            "codebuild:BuildArn",
            "codebuild:ProjectArn",
            "ec2:RoleDelivery",
            "ec2:SourceInstanceArn",
            "glue:CredentialIssuingService",
            "glue:RoleAssumedBy",
            "identitystore:UserId",
            "lambda:SourceFunctionArn",
            "ssm:SourceInstanceArn");

    private static final Map<String, ConditionKey> BY_NAME = byName();

    private final String wireName;

    ConditionKey(String wireName) {
        this.wireName = wireName;
    }

    static Optional<ConditionKey> fromWire(String name) {
        int tag = name.indexOf('/') + 1;
        if (tag == 0) {
            return Optional.ofNullable(BY_NAME.get(lower(name)));
        }
        return tag == name.length()
                ? Optional.empty()
                : Optional.ofNullable(BY_NAME.get(lower(name.substring(0, tag))));
    }

    /** What stands behind the slash, if there is one. */
    static String tag(String name) {
        return name.substring(name.indexOf('/') + 1);
    }

    /**
     * The request's value, or null where it has none.
     *
     * @param tag counts for keys of tags
     */
    @Nullable
    String of(Asked asked, String tag) {
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
            case PRINCIPAL_TYPE -> asked.caller().isAccount() ? "Account" : "User";
            case USER_ID -> asked.caller().principal();
            case USER_NAME -> asked.caller().isAccount() ? null : asked.caller().principal();
            case PRINCIPAL_IS_SERVICE, VIA_SERVICE -> "false";
            case REQUESTED_REGION -> asked.origin().region();
            case RESOURCE_ACCOUNT -> asked.topic().tenant().toString();
            case RESOURCE_TAG -> tagged(asked.topic().config().settings(), Admission.TAG + tag);
            case REQUEST_TAG -> tagged(asked.origin().tags(), tag);
            case TAG_KEYS, NEVER_HERE -> null;
        };
    }

    /** All values of a key that may have several; null: it has what {@link #of} says. */
    @Nullable
    List<String> all(Asked asked) {
        return this == TAG_KEYS ? asked.origin().tagKeys() : null;
    }

    /** A tag's key is found whatever its case, like all of a condition key's name; one of the very same letters first. */
    private static @Nullable String tagged(Map<String, String> settings, String name) {
        String exact = settings.get(name);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            if (setting.getKey().equalsIgnoreCase(name)) {
                return setting.getValue();
            }
        }
        return null;
    }

    private static Map<String, ConditionKey> byName() {
        Map<String, ConditionKey> byName = new HashMap<>();
        for (String name : WITHOUT_VALUE) {
            byName.put(lower(name), NEVER_HERE);
        }
        for (ConditionKey key : values()) {
            byName.put(lower(key.wireName), key);
        }
        byName.remove(NEVER_HERE.wireName);
        return Map.copyOf(byName);
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
