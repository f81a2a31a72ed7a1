package io.sluice.bench.scenario;

import io.sluice.bench.kernel.RawDisk;
import io.sluice.bench.report.Figure;
import java.io.IOException;
import java.util.Map;

/** The disk alone: nothing durable can be faster. */
public final class Disk {
    private static final String PART = "disk, write + fdatasync, preallocated file";
    private static final int[] BLOCK_KIB = {4, 64, 256, 1024, 4096};
    private static final double MB = 1e6;

    private final Run run;

    public Disk(Run run) {
        this.run = run;
    }

    public void measure() throws IOException {
        run.report().progress("disk");
        for (int kib : BLOCK_KIB) {
            RawDisk.Speed speed = RawDisk.measure(run.servers().work(), kib << 10, run.times(0.4));
            run.report()
                    .figure(new Figure(
                            PART,
                            kib + " KiB blocks",
                            "disk",
                            speed.bytesPerSecond() / MB,
                            "MB/s",
                            Map.of("syncsPerSecond", speed.writesPerSecond())));
        }
    }
}
