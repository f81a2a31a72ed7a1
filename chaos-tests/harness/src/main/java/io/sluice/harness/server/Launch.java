package io.sluice.harness.server;

import java.util.List;

/**
 * What a server under test is started with beyond the usual.
 *
 * @param java flags of the virtual machine
 * @param options of {@code ./sluice up}
 */
public record Launch(List<String> java, List<String> options) {
    static final Launch USUAL = new Launch(List.of(), List.of());

    /**
     * So small that messages which wait go through memory, segments on disk and the object store within seconds.
     *
     * @param heap such as 128m: a quarter of it is what bodies in memory may take
     * @param snapshotEveryMiB of log; objects and files stay until the snapshots that name them are gone
     * @param uploadAfterSeconds when a segment goes to the object store
     * @param hot such as 32m: what segments may take on disk
     */
    public static Launch small(String heap, int snapshotEveryMiB, int uploadAfterSeconds, String hot) {
        return new Launch(
                List.of(
                        "-Xmx" + heap,
                        "-Dsluice.snapshot.every.mib=" + snapshotEveryMiB,
                        "-Dsluice.upload.after.seconds=" + uploadAfterSeconds),
                List.of("--hot", hot));
    }
}
