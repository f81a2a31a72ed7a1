package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryLogTest {
    @Test
    void crashLosesWhatWasNotFlushed() throws IOException {
        MemoryLog log = new MemoryLog(100);
        List<Long> told = new ArrayList<>();
        log.listen(new ShardLog.Listener() {
            @Override
            public void durable(long position) {
                told.add(position);
            }

            @Override
            public void failed(IOException cause) {
                throw new AssertionError(cause);
            }
        });
        long first = log.append(ByteBuffer.wrap(new byte[] {1}), 10);
        long second = log.append(ByteBuffer.wrap(new byte[] {2, 3}), 10);
        log.flush();
        log.append(ByteBuffer.wrap(new byte[] {4}), 11);
        log.crash();
        assertThat(told).containsExactly(second);
        assertThat(ends(log, 0)).containsExactly(first, second);
        assertThat(log.append(ByteBuffer.wrap(new byte[] {5, 5}), 12)).isEqualTo(second + (second - first));
        log.trim(first);
        assertThat(ends(log, first)).hasSize(2);
        assertThatThrownBy(() -> ends(log, 0)).isInstanceOf(LogCorrupt.class);
        assertThatThrownBy(() -> log.append(ByteBuffer.wrap(new byte[101]), 12))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Long> ends(MemoryLog log, long from) throws IOException {
        List<Long> ends = new ArrayList<>();
        log.replay(from, frame -> ends.add(frame.end()));
        return ends;
    }
}
