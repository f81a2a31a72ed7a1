package io.sluice.sqs.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A short run; {@code -Dsluice.fuzz=10000000} makes it as long as one likes. */
final class RequestFuzzTest {
    private static final int SHORT = 60_000;

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void everyRequestIsAnsweredOrRefused() {
        RequestFuzz fuzz = new RequestFuzz(Long.getLong("sluice.fuzz.seed", new Random().nextLong()));
        long executions = Long.getLong("sluice.fuzz", SHORT);
        fuzz.run(executions);
        assertThat(fuzz.outcomes().getOrDefault("answered", 0L)).isGreaterThan(executions / 20);
        assertThat(fuzz.outcomes())
                .containsKeys(
                        "MalformedInput",
                        "InvalidParameterValue",
                        "InvalidAttributeName",
                        "InvalidAttributeValue",
                        "MissingParameter",
                        "ReceiptHandleIsInvalid",
                        "AWS.SimpleQueueService.NonExistentQueue",
                        "AWS.SimpleQueueService.InvalidBatchEntryId");
    }
}
