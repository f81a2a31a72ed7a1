package io.sluice.clients.polyglot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.clients.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The AWS SDK for JavaScript, version 3, and sqs-consumer, which stands on it. */
class JavaScriptTest {
    private static final int SDK_FACTS = 8;
    private static final int CONSUMER_FACTS = 2;

    private static NodePrograms node;

    @BeforeAll
    @Timeout(600)
    static void install() throws Exception {
        node = NodePrograms.ready();
    }

    @AfterAll
    static void remove() throws Exception {
        node.close();
    }

    @TestFactory
    List<DynamicTest> theSdk() throws Exception {
        return Facts.of(node.command("sdk-facts.mjs").as(TestServer.signUp("javascript")), SDK_FACTS);
    }

    @TestFactory
    List<DynamicTest> sqsConsumer() throws Exception {
        return Facts.of(
                node.command("sqs-consumer.mjs").with("facts").as(TestServer.signUp("consumer")), CONSUMER_FACTS);
    }

    @Test
    @Timeout(300)
    @DisabledIfSystemProperty(named = "sluice.endpoint", matches = ".+", disabledReason = "kills its own server only")
    void theSdkWorksOnThroughAKill() throws Exception {
        Told told = WorkUnderKill.of(node.command("sdk-work.mjs"));
        assertThat(told.unsure()).containsAll(told.repeated());
    }

    @Test
    @Timeout(300)
    @DisabledIfSystemProperty(named = "sluice.endpoint", matches = ".+", disabledReason = "kills its own server only")
    void sqsConsumerWorksOnThroughAKill() throws Exception {
        Told told = WorkUnderKill.of(node.command("sqs-consumer.mjs"));
        assertThat(told.unsure()).containsAll(told.repeated());
    }
}
