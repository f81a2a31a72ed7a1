package io.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.DiskFile;
import io.sluice.log.DiskFull;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The disk that others are tested with must lose what it may lose, and nothing else. */
class FaultyDiskTest {
    @Test
    void forcedBytesStayAndUnforcedSectorsAreOldOrNew() throws IOException {
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            FaultyDisk disk = new FaultyDisk();
            DiskFile file = disk.open("a");
            write(file, "1".repeat(1024), 0);
            file.force();
            disk.forceNames();
            write(file, "2".repeat(1024), 0);
            disk.crash(new SplittableRandom(seed));
            byte[] bytes = disk.bytes("a");
            assertThat(bytes).hasSize(1024);
            seen.add((char) bytes[0] + "" + (char) bytes[511] + (char) bytes[512] + (char) bytes[1023]);
            assertThatThrownBy(() -> write(file, "3", 0)).isInstanceOf(IOException.class);
        }
        assertThat(seen).containsExactlyInAnyOrder("1111", "1122", "2211", "2222");
    }

    @Test
    void namesAreLostFromTheLastOneOn() throws IOException {
        Set<List<String>> seen = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            FaultyDisk disk = new FaultyDisk();
            disk.open("a").close();
            disk.forceNames();
            disk.open("b").close();
            disk.rename("a", "c");
            disk.remove("b");
            disk.crash(new SplittableRandom(seed));
            seen.add(disk.list());
        }
        assertThat(seen).containsExactlyInAnyOrder(List.of("a"), List.of("a", "b"), List.of("b", "c"), List.of("c"));
    }

    @Test
    void failedForceLosesWhatLaterForcesDoNotBringBack() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        DiskFile file = disk.open("a");
        write(file, "1", 0);
        file.force();
        disk.forceNames();
        write(file, "2", 0);
        disk.failForce(1);
        assertThatThrownBy(file::force).isInstanceOf(IOException.class);
        file.force();
        assertThat(disk.bytes("a")).isEqualTo(new byte[] {'2'});
        disk.crash(new SplittableRandom(1));
        assertThat(disk.bytes("a")).isEqualTo(new byte[] {'1'});
    }

    @Test
    void fullDiskStillOverwrites() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        DiskFile file = disk.open("a");
        disk.fillAfter(10);
        write(file, "0123456789", 0);
        assertThatThrownBy(() -> write(file, "abc", 9)).isInstanceOf(DiskFull.class);
        write(file, "xyz", 0);
        assertThat(file.size()).isEqualTo(10);
        file.truncate(5);
        write(file, "hello", 5);
    }

    @Test
    void sameCallsGiveTheSameDisk() throws IOException {
        Set<Long> hashes = new HashSet<>();
        for (int run = 0; run < 3; run++) {
            SplittableRandom random = new SplittableRandom(7);
            FaultyDisk disk = new FaultyDisk();
            disk.powerLossAfter(9, random);
            assertThatThrownBy(() -> {
                        for (int i = 0; ; i++) {
                            write(disk.open("f" + i), "x".repeat(2_000), 0);
                            disk.forceNames();
                        }
                    })
                    .isInstanceOf(PowerLoss.class);
            disk.crash(random);
            hashes.add(disk.contentHash());
        }
        assertThat(hashes).hasSize(1);
    }

    @Test
    void wallClockJumpsAndTheOtherGoesOn() {
        SimClock clock = new SimClock(1_000);
        clock.advanceMs(5);
        clock.jumpWallMs(-100);
        assertThat(clock.wallMs()).isEqualTo(905);
        assertThat(clock.monoNs()).isEqualTo(5_000_000);
        assertThatThrownBy(() -> clock.advanceNs(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void write(DiskFile file, String text, long at) throws IOException {
        file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), at);
    }
}
