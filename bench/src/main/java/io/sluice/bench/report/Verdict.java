package io.sluice.bench.report;

/** A number beside the one that is wanted. */
public record Verdict(String what, double value, String unit, boolean atLeast, double wanted) {
    public boolean met() {
        return atLeast ? value >= wanted : value <= wanted;
    }
}
