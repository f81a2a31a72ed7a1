package io.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ByteRangeTest {
    @Test
    void partsAreWhatTheHeaderSays() {
        assertThat(ByteRange.of("bytes=0-0", 10)).isEqualTo(new ByteRange(0, 1, true));
        assertThat(ByteRange.of("Bytes=3-6", 10)).isEqualTo(new ByteRange(3, 7, true));
        assertThat(ByteRange.of("bytes=3-6", 10)).isEqualTo(new ByteRange(3, 7, true));
        assertThat(ByteRange.of("bytes=3-", 10)).isEqualTo(new ByteRange(3, 10, true));
        assertThat(ByteRange.of("bytes=3-99", 10)).isEqualTo(new ByteRange(3, 10, true));
        assertThat(ByteRange.of("bytes=-4", 10)).isEqualTo(new ByteRange(6, 10, true));
        assertThat(ByteRange.of("bytes=-99", 10)).isEqualTo(new ByteRange(0, 10, true));
        assertThat(ByteRange.of("bytes=3-6", 10).contentRange(10)).isEqualTo("bytes 3-6/10");
    }

    @Test
    void whatIsNoSingleRangeOfBytesIsTheWholeBody() {
        for (String header : new String[] {"", "bytes=-", "bytes=1-2,4-5", "lines=1-2", "bytes=5-2", "bytes=x-"}) {
            assertThat(ByteRange.of(header, 10)).as(header).isEqualTo(new ByteRange(0, 10, false));
        }
        assertThat(ByteRange.of(null, 10)).isEqualTo(new ByteRange(0, 10, false));
    }

    @Test
    void aRangeBehindTheEndIsRefusedWithTheLength() {
        for (String header : new String[] {"bytes=10-", "bytes=10-12", "bytes=-0"}) {
            assertThatThrownBy(() -> ByteRange.of(header, 10)).as(header).hasMessageContaining("has 10 bytes");
        }
    }
}
