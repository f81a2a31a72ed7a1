package io.sluice.emulators;

import org.junit.jupiter.api.Test;

class S3ProxyTest extends S3StoreContract {
    S3ProxyTest() {
        super(Emulator.S3PROXY);
    }

    /** LocalStack takes any key. */
    @Test
    void wrongKeysAreSaidInOneLine() {
        refused(Emulator.open(settings(), "nobody", Emulator.SECRET), "does not know the access key");
        refused(Emulator.open(settings(), Emulator.KEY, "guessed"), "the secret key does not fit");
    }
}
