package io.sluice.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ContentTest {
    @Test
    void eachPartIsToldOnceThoughTheUploadBeginsAnew() throws Exception {
        List<String> told = new ArrayList<>();
        Content.Ranges ranges =
                ((Content.Ranges) (position, length) -> ByteBuffer.allocate(length)).telling(() -> told.add("part"));
        assertThat(ranges.read(0, 8).remaining()).isEqualTo(8);
        assertThat(told).isEmpty();
        ranges.read(8, 8);
        assertThat(told).hasSize(1);
        ranges.read(0, 8);
        ranges.read(8, 8);
        assertThat(told).hasSize(1);
        ranges.read(16, 1);
        assertThat(told).hasSize(2);
    }
}
