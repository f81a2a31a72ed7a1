package io.sluice.simulation;

import java.util.List;

/** What another class loader can call and understand. */
public final class SeedRun {
    private SeedRun() {}

    public static List<String> violations(long seed) {
        return Simulation.run(seed, null).verdict().violations().stream()
                .map(violation -> violation.check().name() + " " + violation.what())
                .toList();
    }
}
