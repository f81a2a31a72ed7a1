package io.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.catalog.Tenants.SignUp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who lost the answer to a sign-up, and still has its idempotency key. */
class SignUpAgainTest {
    private static final EmailAddress EMAIL = new EmailAddress("you@example.com");
    private static final Optional<IdempotencyKey> TOKEN = IdempotencyKey.parse("0123456789abcdef");
    private static final Optional<IdempotencyKey> OTHER = IdempotencyKey.parse("fedcba9876543210");

    @TempDir
    Path directory;

    @Test
    void sameTenantComesBackWithAFreshKeyAndTheLostOneIsRevoked() {
        SignUp.Welcome lost;
        try (Opened catalog = new Opened(directory)) {
            lost = (SignUp.Welcome) catalog.tenants.signUp(EMAIL, "you", TOKEN);
        }
        try (Opened catalog = new Opened(directory)) {
            SignUp.Welcome again = (SignUp.Welcome) catalog.tenants.signUp(EMAIL, "you", TOKEN);
            assertThat(again.tenant()).isEqualTo(lost.tenant());
            assertThat(catalog.keys.find(again.key().id())).contains(again.key());
            assertThat(catalog.keys.find(lost.key().id())).isEmpty();

            SignUp.Welcome third = (SignUp.Welcome) catalog.tenants.signUp(EMAIL, "you", TOKEN);
            assertThat(third.tenant()).isEqualTo(lost.tenant());
            assertThat(catalog.keys.find(again.key().id())).isEmpty();
            assertThat(catalog.store.range(KeyRecord.PREFIX, null, 10)).hasSize(1);
            assertThat(catalog.store.range(TenantRecord.PREFIX, null, 10)).hasSize(1);
        }
    }

    @Test
    void withoutTheKeyOrWithAnotherTheAddressIsTaken() {
        try (Opened catalog = new Opened(directory)) {
            SignUp.Welcome first = (SignUp.Welcome) catalog.tenants.signUp(EMAIL, "you", TOKEN);
            assertThat(catalog.tenants.signUp(EMAIL, "you", Optional.empty())).isEqualTo(new SignUp.EmailTaken());
            assertThat(catalog.tenants.signUp(EMAIL, "you", OTHER)).isEqualTo(new SignUp.EmailTaken());
            assertThat(catalog.keys.find(first.key().id())).isPresent();
        }
    }

    @Test
    void keyOfAnotherRequestIsRefused() {
        try (Opened catalog = new Opened(directory)) {
            SignUp.Welcome first = (SignUp.Welcome) catalog.tenants.signUp(EMAIL, "you", TOKEN);
            assertThat(catalog.tenants.signUp(EMAIL, "somebody else", TOKEN)).isEqualTo(new SignUp.OtherRequest());
            assertThat(catalog.tenants.signUp(new EmailAddress("other@example.com"), "you", TOKEN))
                    .isEqualTo(new SignUp.OtherRequest());
            assertThat(catalog.keys.find(first.key().id())).isPresent();
        }
    }

    @Test
    void afterTenMinutesItIsTooLate() {
        try (Opened catalog = new Opened(directory)) {
            catalog.tenants.signUp(EMAIL, "you", TOKEN);
            catalog.clock.now = catalog.clock.now.plus(Duration.ofMinutes(10)).minusMillis(1);
            SignUp.Welcome again = (SignUp.Welcome) catalog.tenants.signUp(EMAIL, "you", TOKEN);
            catalog.clock.now = catalog.clock.now.plusMillis(1);
            assertThat(catalog.tenants.signUp(EMAIL, "you", TOKEN))
                    .as("repeating it does not prolong it")
                    .isEqualTo(new SignUp.EmailTaken());
            assertThat(catalog.keys.find(again.key().id())).isPresent();
        }
    }

    @Test
    void whatCannotBeRepeatedAnyMoreIsSweptAndItsKeyIsFree() {
        try (Opened catalog = new Opened(directory)) {
            for (int i = 0; i < 20; i++) {
                catalog.tenants.signUp(
                        new EmailAddress("you" + i + "@example.com"),
                        "you",
                        IdempotencyKey.parse("key-number-" + (100_000 + i)));
            }
            catalog.clock.now = catalog.clock.now.plus(Duration.ofMinutes(11));
            assertThat(catalog.tenants.signUp(EMAIL, "you", IdempotencyKey.parse("key-number-100000")))
                    .isInstanceOf(SignUp.Welcome.class);
            for (int i = 0; i < 3; i++) {
                catalog.signUp("new" + i + "@example.com");
            }
            assertThat(catalog.store.range(SignedUpRecord.PREFIX, null, 100)).hasSize(1);
        }
    }

    @Test
    void ofManyAtOnceAllGetTheSameTenantAndTheLastKeyAloneIsGood() {
        try (Opened catalog = new Opened(directory)) {
            List<CompletableFuture<SignUp>> all = IntStream.range(0, 6)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> catalog.tenants.signUp(EMAIL, "you", TOKEN)))
                    .toList();
            List<SignUp.Welcome> welcomes = all.stream()
                    .map(CompletableFuture::join)
                    .map(SignUp.Welcome.class::cast)
                    .toList();
            assertThat(welcomes.stream().map(SignUp.Welcome::tenant).distinct()).hasSize(1);
            assertThat(welcomes.stream()
                            .filter(one -> catalog.keys.find(one.key().id()).isPresent()))
                    .hasSize(1);
        }
    }

    @Test
    void whatIsEasilyGuessedOrUnreadableIsNoKey() {
        assertThat(IdempotencyKey.parse("0123456789abcde")).as("15 characters").isEmpty();
        assertThat(IdempotencyKey.parse("x".repeat(129))).isEmpty();
        assertThat(IdempotencyKey.parse("0123456789 abcdef")).isEmpty();
        assertThat(IdempotencyKey.parse("0123456789äabcdef")).isEmpty();
        assertThat(IdempotencyKey.parse("x".repeat(128))).isPresent();
        assertThat(TOKEN.orElseThrow().toString()).doesNotContain("0123");
    }
}
