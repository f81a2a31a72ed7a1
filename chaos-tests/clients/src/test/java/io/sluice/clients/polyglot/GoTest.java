package io.sluice.clients.polyglot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.clients.TestServer;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The AWS SDK for Go, version 2, and what Terraform's AWS provider does with it. */
class GoTest {
    private static final int FACTS = 6;
    private static final int TERRAFORM_FACTS = 6;

    private static GoProgram program;

    @BeforeAll
    @Timeout(600)
    static void build() throws Exception {
        program = GoProgram.built();
    }

    @TestFactory
    List<DynamicTest> theSdk() throws Exception {
        return Facts.of(program.command("facts").as(TestServer.signUp("go")), FACTS);
    }

    /** Call by call: the provider itself is in no package registry. */
    @TestFactory
    List<DynamicTest> theCallsOfTerraformsProvider() throws Exception {
        return Facts.of(program.command("terraform").as(TestServer.signUp("terraform")), TERRAFORM_FACTS);
    }

    @Test
    @Timeout(300)
    @DisabledIfSystemProperty(named = "sluice.endpoint", matches = ".+", disabledReason = "kills its own server only")
    void theSdkWorksOnThroughAKill() throws Exception {
        Told told = WorkUnderKill.of(program.command("work"));
        assertThat(told.unsure()).containsAll(told.repeated());
    }
}
