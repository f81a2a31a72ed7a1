package io.sluice.bench.report;

import io.sluice.bench.load.Tally;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One measured number.
 *
 * @param part the part of the run
 * @param what the operation
 * @param more further numbers by name, such as percentiles in milliseconds
 */
public record Figure(String part, String what, String server, double value, String unit, Map<String, Double> more) {
    public static Map<String, Double> latencies(Tally tally) {
        Map<String, Double> all = new LinkedHashMap<>();
        all.put("p50Ms", tally.percentile(50));
        all.put("p99Ms", tally.percentile(99));
        all.put("p999Ms", tally.percentile(99.9));
        return all;
    }
}
