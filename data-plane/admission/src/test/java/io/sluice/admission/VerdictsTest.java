package io.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Action;
import io.sluice.api.Admission;
import io.sluice.api.Admission.Verdict;
import io.sluice.model.Caller;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What verdicts.txt says, policy by policy and request by request. */
class VerdictsTest {
    static final TenantId OWNER = new TenantId(111_122_223_333L);
    private static final Instant THEN = Instant.parse("2026-06-01T12:00:00Z");
    private static final Map<String, Caller> CALLERS = Map.of(
            "owner", new Caller(OWNER, OWNER.toString()),
            "other", new Caller(new TenantId(444_455_556_666L), "444455556666"),
            "other/bob", new Caller(new TenantId(444_455_556_666L), "bob"),
            "third", new Caller(new TenantId(777_788_889_999L), "777788889999"));

    private final Admission admission = new PolicyAdmission(InstantSource.fixed(THEN));

    record Row(String policy, String request, Verdict verdict) {}

    static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Blocks block : Blocks.of("verdicts.txt")) {
            for (String row : block.rows()) {
                int arrow = row.indexOf("=> ");
                rows.add(new Row(
                        block.policy(), row.substring(0, arrow).strip(), Verdict.valueOf(row.substring(arrow + 3))));
            }
        }
        assertThat(rows).hasSizeGreaterThan(100);
        return rows;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void verdictIsAsTheTableHasIt(Row row) {
        if (!row.policy().equals(Blocks.NONE)) {
            assertThat(admission.fault(row.policy(), OWNER)).isEmpty();
        }
        String[] words = row.request().split(" ", -1);
        Map<String, String> facts = new HashMap<>();
        for (String fact : Arrays.copyOfRange(words, 2, words.length)) {
            facts.put(fact.substring(0, fact.indexOf('=')), fact.substring(fact.indexOf('=') + 1));
        }
        Verdict verdict = admission.decide(caller(words[0]), topic(row.policy()), action(words[1]), new Facts(facts));
        assertThat(verdict).isEqualTo(row.verdict());
    }

    @Test
    void everyActionConditionKeyAndComparisonIsInTheTable() throws IOException {
        List<Row> rows = rows();
        String requests = rows.stream().map(Row::request).collect(Collectors.joining("\n"));
        String policies = rows.stream().map(Row::policy).collect(Collectors.joining("\n"));
        assertThat(Action.values()).allMatch(action -> requests.contains(' ' + action.policyName()));
        for (String key : List.of(
                "SourceIp",
                "SourceArn",
                "SourceAccount",
                "SecureTransport",
                "CurrentTime",
                "EpochTime",
                "PrincipalArn",
                "PrincipalAccount",
                "UserAgent",
                "Referer",
                "PrincipalType",
                "userid",
                "username",
                "PrincipalIsAWSService",
                "ViaAWSService",
                "RequestedRegion",
                "ResourceAccount",
                "ResourceTag/",
                "RequestTag/",
                "TagKeys")) {
            assertThat(policies).contains("aws:" + key);
        }
        assertThat(Operator.names())
                .allMatch(name -> policies.contains('"' + name + '"')
                        || policies.contains('"' + name + "IfExists\"")
                        || policies.contains(':' + name + '"'));
    }

    static List<String> keysThatNoRequestHas() {
        return List.of(
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
                "aws:PrincipalTag/team",
                "aws:ResourceOrgID",
                "aws:ResourceOrgPaths",
                "aws:SourceIdentity",
                "aws:SourceOrgID",
                "aws:SourceOrgPaths",
                "aws:SourceVpc",
                "AWS:SourceVpcArn",
                "aws:sourcevpce",
                "aws:TokenIssueTime",
                "aws:VpcSourceIp",
                "aws:VpceAccount",
                "aws:VpceOrgID",
                "aws:VpceOrgPaths",
                "ec2:SourceInstanceArn",
                "lambda:SourceFunctionArn");
    }

    @ParameterizedTest
    @MethodSource("keysThatNoRequestHas")
    void keyWithoutValueIsJudgedAsAbsent(String key) {
        assertThat(judged("Null", key, "true")).isEqualTo(Verdict.ALLOWED);
        assertThat(judged("Null", key, "false")).isEqualTo(Verdict.HIDDEN);
        for (String plain :
                List.of("StringEquals", "StringLike", "ForAnyValue:StringLike", "ForAnyValue:StringNotLike")) {
            assertThat(judged(plain, key, "*")).isEqualTo(Verdict.HIDDEN);
        }
        for (String absent :
                List.of("StringNotEquals", "StringNotLike", "StringLikeIfExists", "ForAllValues:StringLike")) {
            assertThat(judged(absent, key, "*")).isEqualTo(Verdict.ALLOWED);
        }
        assertThat(judged("Bool", key, "false")).isEqualTo(Verdict.HIDDEN);
        assertThat(judged("BoolIfExists", key, "false")).isEqualTo(Verdict.ALLOWED);
    }

    private Verdict judged(String operator, String key, String value) {
        String policy =
                "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:SendMessage\",\"Resource\":\"*\","
                        + "\"Condition\":{\"" + operator + "\":{\"" + key + "\":\"" + value + "\"}}}}";
        assertThat(admission.fault(policy, OWNER)).isEmpty();
        return admission.decide(caller("other"), topic(policy), Action.SEND, new Facts(Map.of()));
    }

    @Test
    void ownersRequestWithoutPolicyAllocatesNothing() {
        Topic plain = topic(Blocks.NONE);
        Caller owner = caller("owner");
        Admission.Origin origin = new Facts(Map.of());
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                if (admission.decide(owner, plain, Action.SEND, origin) != Verdict.ALLOWED) {
                    throw new AssertionError("not allowed");
                }
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isLessThan(10_000); // less than a byte a request: none at all
    }

    /** Stored by an older or newer version that reads policies otherwise. */
    @Test
    void policyThatCannotBeReadGrantsNothingAndLocksNobodyOut() {
        Topic topic = topic("{\"Statement\":[{\"Effect\":\"Perhaps\"}]}");
        Admission.Origin origin = new Facts(Map.of());
        assertThat(admission.decide(caller("owner"), topic, Action.SEND, origin))
                .isEqualTo(Verdict.ALLOWED);
        assertThat(admission.decide(caller("other"), topic, Action.SEND, origin))
                .isEqualTo(Verdict.HIDDEN);
    }

    private static Caller caller(String name) {
        Caller caller = CALLERS.get(name);
        if (caller == null) {
            throw new AssertionError("no caller " + name);
        }
        return caller;
    }

    private static Action action(String name) {
        return Arrays.stream(Action.values())
                .filter(action -> action.policyName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no action " + name));
    }

    private static Topic topic(String policy) {
        TopicConfig config = new TopicConfig(
                Duration.ofSeconds(30),
                Duration.ZERO,
                Duration.ofDays(4),
                Duration.ZERO,
                1_048_576,
                Optional.empty(),
                policy.equals(Blocks.NONE)
                        ? Map.of()
                        : Map.of(
                                Admission.POLICY,
                                policy,
                                Admission.TAG + "Team",
                                "blue",
                                Admission.TAG + "env",
                                "test"));
        return new Topic(OWNER, "orders", 1, List.of(new Place(PartitionId.of(1, 0), 0)), config, 1, THEN, THEN);
    }

    private record Facts(Map<String, String> given) implements Admission.Origin {
        @Override
        public @Nullable InetAddress address() {
            String ip = given.getOrDefault("ip", "192.0.2.10");
            return ip.equals("none") ? null : InetAddress.ofLiteral(ip);
        }

        @Override
        public boolean secure() {
            return Boolean.parseBoolean(given.getOrDefault("tls", "false"));
        }

        @Override
        public @Nullable String userAgent() {
            return given.get("agent");
        }

        @Override
        public @Nullable String referer() {
            return given.get("referer");
        }

        @Override
        public @Nullable String region() {
            return given.get("region");
        }

        @Override
        public @Nullable String sourceArn() {
            return given.get("arn");
        }

        @Override
        public @Nullable String sourceAccount() {
            return given.get("account");
        }

        @Override
        public Map<String, String> tags() {
            Map<String, String> tags = new TreeMap<>();
            for (String tag : words("tags")) {
                tags.put(tag.substring(0, tag.indexOf(':')), tag.substring(tag.indexOf(':') + 1));
            }
            return tags;
        }

        @Override
        public List<String> tagKeys() {
            return given.containsKey("tags") ? List.copyOf(tags().keySet()) : words("untag");
        }

        private List<String> words(String fact) {
            String all = given.getOrDefault(fact, "");
            return all.isEmpty() ? List.of() : List.of(all.split(",", -1));
        }
    }
}
