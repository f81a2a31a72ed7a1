package io.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a policy is said with its place. */
class FaultsTest {
    private static final String OPEN =
            "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Resource\":\"*\"}";

    private final PolicyAdmission admission = new PolicyAdmission(InstantSource.system());

    static List<Blocks> faults() throws IOException {
        List<Blocks> faults = Blocks.of("faults.txt");
        assertThat(faults).hasSizeGreaterThan(40).allMatch(block -> block.rows().size() == 1);
        return faults;
    }

    private String fault(String policy) {
        return admission.fault(policy, VerdictsTest.OWNER).orElse("nothing");
    }

    @ParameterizedTest
    @MethodSource("faults")
    void faultIsAsTheTableHasIt(Blocks block) {
        assertThat(fault(block.policy())).contains(block.rows().getFirst().substring(3));
    }

    @Test
    void limitsAreThoseOfTheService() {
        assertThat(fault(statements(20))).isEqualTo("nothing");
        assertThat(fault(statements(21))).isEqualTo("Statement: a policy has 1 to 20 statements.");
        assertThat(fault(principals(50))).isEqualTo("nothing");
        assertThat(fault(principals(51))).isEqualTo("a policy has at most 50 principals, not 51.");
        String longest = "{\"Id\":\"%s\",\"Statement\":[" + OPEN + "]}";
        String id = "x".repeat(8_192 - longest.length() + 2);
        assertThat(fault(longest.formatted(id))).isEqualTo("nothing");
        assertThat(fault(longest.formatted(id + "x"))).isEqualTo("a policy has at most 8192 bytes.");
        assertThat(fault(longest.formatted("ü" + id.substring(1)))).isEqualTo("a policy has at most 8192 bytes.");
        assertThat(fault("{\"Statement\":" + "[".repeat(4_000))).contains("depth");
    }

    private static String statements(int count) {
        return "{\"Statement\":["
                + IntStream.range(0, count).mapToObj(i -> OPEN).collect(Collectors.joining(",")) + "]}";
    }

    private static String principals(int count) {
        List<String> accounts = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> accounts.add("\"" + (100_000_000_000L + i) + "\""));
        return "{\"Statement\":[" + OPEN.replace("\"*\",\"Action\"", "{\"AWS\":" + accounts + "},\"Action\"") + "]}";
    }

    @Property
    void anyOtherTextIsRefusedInAFewWords(@ForAll String text) {
        String name = text.replace("\"", "").replace("\\", "");
        for (String wrong : new String[] {text, "{\"" + name + "\":[{}]}", "{\"Statement\":[{\"" + name + "\":{}}]}"}) {
            assertThat(fault(wrong)).isNotEqualTo("nothing").hasSizeBetween(1, 700);
        }
    }

    @Property
    void globMatchesAsARegularExpressionWould(
            @ForAll @Chars({'a', 'b', '*', '?'}) @StringLength(max = 8) String pattern,
            @ForAll @Chars({'a', 'b'}) @StringLength(max = 8) String text) {
        Pattern expected = Pattern.compile(pattern.replace("?", ".").replace("*", ".*"));
        assertThat(new Glob(pattern).matches(text))
                .isEqualTo(expected.matcher(text).matches());
    }

    @Test
    void longNamesMakeNoLongAnswer() {
        String name = "x".repeat(4_000);
        for (String wrong : new String[] {
            "{\"" + name + "\":1}",
            "{\"" + name + "\":null}",
            "{\"" + name + "\":1,\"" + name + "\":1}",
            "{" + name,
            "{\"Statement\":[" + OPEN.replace("}", ",\"Condition\":{\"Null\":{\"" + name + "\":\"true\"}}}") + "]}"
        }) {
            assertThat(fault(wrong)).isNotEqualTo("nothing").hasSizeLessThan(700);
        }
    }

    @Test
    void addressAsLongAsAPolicyIsRefusedLikeAnyOther() {
        String condition = ",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"" + ":".repeat(8_000) + "\"}}}";
        assertThat(fault("{\"Statement\":[" + OPEN.replace("}", condition) + "]}"))
                .contains("is no value for this operator, which takes an IPv4 address")
                .hasSizeLessThan(700);
    }

    @Test
    void globOfManyStarsIsQuick() {
        assertThat(new Glob("*a".repeat(2_000) + "b").matches("a".repeat(8_000)))
                .isFalse();
    }
}
