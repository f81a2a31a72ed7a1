package io.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenantsTest {
    @TempDir
    Path directory;

    @Test
    void signUpGivesAnAccountAndAKeyThatIsKnownAtOnceAndAfterARestart() {
        Tenants.SignUp.Welcome welcome;
        try (Opened catalog = new Opened(directory)) {
            welcome = catalog.signUp("you@example.com");
            assertThat(welcome.tenant().id().toString()).matches("[1-9][0-9]{11}");
            assertThat(welcome.key().id()).matches("SLUI[A-Z2-7]{16}");
            assertThat(welcome.key().secret()).matches("[A-Za-z0-9_-]{40}");
            assertThat(catalog.keys.find(welcome.key().id())).contains(welcome.key());
        }
        try (Opened catalog = new Opened(directory)) {
            assertThat(catalog.keys.find(welcome.key().id())).contains(welcome.key());
            assertThat(catalog.keys.find(welcome.key().id())).contains(welcome.key());
            assertThat(catalog.tenants.find(welcome.tenant().id())).contains(welcome.tenant());
            assertThat(catalog.keys.find("SLUIAAAAAAAAAAAAAAAA")).isEmpty();
        }
    }

    @Test
    void anAddressSignsUpOnceHoweverItIsSpelt() {
        try (Opened catalog = new Opened(directory)) {
            catalog.signUp("you@example.com");
            assertThat(catalog.tenants.signUp(new EmailAddress("You@Example.com"), "again", Optional.empty()))
                    .isEqualTo(new Tenants.SignUp.EmailTaken());
        }
    }

    @Test
    void ofManyAtOnceOneGetsTheAddress() {
        try (Opened catalog = new Opened(directory)) {
            var outcomes = IntStream.range(0, 8)
                    .mapToObj(i -> java.util.concurrent.CompletableFuture.supplyAsync(
                            () -> catalog.tenants.signUp(new EmailAddress("you@example.com"), "you", Optional.empty())))
                    .toList();
            Set<Class<?>> kinds =
                    outcomes.stream().map(outcome -> outcome.join().getClass()).collect(Collectors.toSet());
            assertThat(kinds).containsExactlyInAnyOrder(Tenants.SignUp.Welcome.class, Tenants.SignUp.EmailTaken.class);
            assertThat(outcomes.stream()
                            .filter(outcome -> outcome.join() instanceof Tenants.SignUp.Welcome)
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void neitherSecretNorAccountNumberRepeats() {
        try (Opened catalog = new Opened(directory)) {
            var all = IntStream.range(0, 50)
                    .mapToObj(i -> catalog.signUp("you" + i + "@example.com"))
                    .toList();
            assertThat(all.stream().map(welcome -> welcome.tenant().id())).doesNotHaveDuplicates();
            assertThat(all.stream().map(welcome -> welcome.key().secret())).doesNotHaveDuplicates();
        }
    }

    @Test
    void theSecretDoesNotLieInTheDataInClearNorPrint() throws java.io.IOException {
        Tenants.SignUp.Welcome welcome;
        try (Opened catalog = new Opened(directory)) {
            welcome = catalog.signUp("you@example.com");
        }
        try (var files = java.nio.file.Files.list(directory)) {
            for (Path file : files.toList()) {
                String content = new String(
                        java.nio.file.Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
                assertThat(content).doesNotContain(welcome.key().secret());
            }
        }
        assertThat(welcome.toString()).doesNotContain(welcome.key().secret());
    }

    @Test
    void whatCannotBeAnAddressIsNone() {
        for (String text : new String[] {
            "",
            "you",
            "you@",
            "@example.com",
            "a b@example.com",
            "you@example.com\n@x",
            "ü@example.com",
            "a".repeat(65) + "@example.com",
            "a@" + "b".repeat(260),
            "a@b@c.d",
            "a..b@example.com",
            "a@-x"
        }) {
            assertThat(EmailAddress.parse(text)).as(text).isEmpty();
        }
        assertThat(EmailAddress.parse(" you+tag@example.com ")).contains(new EmailAddress("you+tag@example.com"));
    }
}
