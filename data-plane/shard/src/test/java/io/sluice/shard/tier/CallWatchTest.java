package io.sluice.shard.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.objects.ObjectStoreRefused;
import io.sluice.objects.ObjectStoreUnavailable;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** When the object store counts as away for what changes or lists it. */
final class CallWatchTest {
    private final CallWatch calls = new CallWatch();

    @Test
    void callThatGetsOnIsWaitedFor() {
        calls.begun(0);
        assertThat(calls.nextLookMs()).isEqualTo(30_000);
        calls.gotOn(29_000);
        assertThat(calls.consider(58_999)).isFalse();
        assertThat(calls.away()).isEmpty();
        assertThat(calls.consider(59_000)).isTrue();
        assertThat(calls.away()).isPresent();
        assertThat(calls.nextLookMs()).isEqualTo(Long.MAX_VALUE);
        calls.gotOn(70_000);
        assertThat(calls.away()).isEmpty();
        assertThat(calls.nextLookMs()).isEqualTo(100_000);
    }

    @Test
    void nothingIsAwaitedWhenNothingIsUnderWay() {
        calls.begun(0);
        calls.consider(30_000);
        calls.ended();
        assertThat(calls.away()).isEmpty();
        assertThat(calls.consider(Long.MAX_VALUE - 1)).isFalse();
    }

    @Test
    void failureHoldsUntilAnotherCallSucceeds() {
        calls.notUploaded(new TimeoutException());
        assertThat(calls.away()).hasValueSatisfying(why -> assertThat(why).contains("30 s"));
        calls.begun(0);
        calls.ended();
        assertThat(calls.away()).isPresent();
        calls.deleted();
        assertThat(calls.away()).as("a key may allow the one and not the other").isPresent();
        calls.uploaded();
        assertThat(calls.away()).isEmpty();
        calls.notListed(new TimeoutException());
        calls.uploaded();
        assertThat(calls.away()).isEmpty();
    }

    @Test
    void listHidesNoUploadThatFailedWhileUploadsWait() {
        calls.notUploaded(new ObjectStoreUnavailable("cannot be written"));
        calls.notListed(new ObjectStoreUnavailable("cannot be listed"));
        calls.listed(true);
        assertThat(calls.away()).hasValue("cannot be written");
        calls.listed(false);
        assertThat(calls.away()).isEmpty();
    }

    @Test
    void listIsWantedWhenNothingElseWillFindOut() {
        assertThat(calls.wantsList(false)).isFalse();
        calls.notUploaded(new ObjectStoreUnavailable("nobody there"));
        assertThat(calls.wantsList(true)).as("the upload is tried again").isFalse();
        assertThat(calls.wantsList(false)).isTrue();
        calls.notListed(new ObjectStoreUnavailable("nobody there"));
        assertThat(calls.wantsList(true)).isTrue();
        calls.listed(false);
        assertThat(calls.wantsList(false)).isFalse();
    }

    @Test
    void refusedDeletionIsAnAnswer() {
        calls.notDeleted(new ObjectStoreUnavailable("nobody there"));
        assertThat(calls.away()).hasValue("nobody there");
        calls.notDeleted(new ObjectStoreRefused("locked"));
        assertThat(calls.away()).isEmpty();
        calls.notDeleted(new ObjectStoreUnavailable("nobody there"));
        calls.deleted();
        assertThat(calls.away()).isEmpty();
    }
}
