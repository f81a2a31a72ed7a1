package io.sluice.log.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.model.TenantId;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SealedTextTest {
    private static final TenantId ANN = new TenantId(111111111111L);
    private static final TenantId BOB = new TenantId(222222222222L);
    /** Of nonces that no other test uses: the JDK refuses to seal twice with one. */
    private static final long PREFIX = 0x5ea1ed7e47L;

    private final PayloadSeal seal = new SomeKeys()
            .with(SomeKeys.key(7, ANN, 11))
            .with(SomeKeys.key(8, BOB, 12))
            .seal(PREFIX);

    @Test
    void opensForItsTenantAlone() throws PayloadLocked {
        String sealed = SealedText.sealed(seal, ANN, "keine Milch, größer");
        assertThat(sealed).startsWith("\0").doesNotContain("Milch");
        assertThat(SealedText.keyId(sealed)).isEqualTo(7);
        assertThat(SealedText.opened(seal, ANN, sealed)).isEqualTo("keine Milch, größer");
        assertThatExceptionOfType(PayloadLocked.class).isThrownBy(() -> SealedText.opened(seal, BOB, sealed));
        // The same text again is other bytes.
        assertThat(SealedText.sealed(seal, ANN, "keine Milch, größer")).isNotEqualTo(sealed);
    }

    @Test
    void whatIsInClearStaysSo() throws PayloadLocked {
        assertThat(SealedText.sealed(PayloadSeal.NONE, ANN, "no milk")).isEqualTo("no milk");
        assertThat(SealedText.opened(seal, ANN, "no milk")).isEqualTo("no milk");
        assertThat(SealedText.sealed(seal, ANN, "")).isEmpty();
        assertThat(SealedText.opened(seal, ANN, "")).isEmpty();
        assertThat(SealedText.opened(seal, ANN, "\0 no milk")).isEqualTo("\0 no milk");
    }

    @Test
    void changedOrCutDoesNotOpen() throws PayloadLocked {
        String sealed = SealedText.sealed(seal, ANN, "no milk");
        byte[] bytes = Base64.getDecoder().decode(sealed.substring(1));
        for (int length = 0; length < bytes.length; length++) {
            refused(Arrays.copyOf(bytes, length));
        }
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i]++;
            refused(changed);
        }
    }

    private void refused(byte[] bytes) {
        String text = "\0" + Base64.getEncoder().encodeToString(bytes);
        assertThatExceptionOfType(PayloadLocked.class).isThrownBy(() -> SealedText.opened(seal, ANN, text));
    }
}
