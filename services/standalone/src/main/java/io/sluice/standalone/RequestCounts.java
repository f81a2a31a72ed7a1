package io.sluice.standalone;

import io.sluice.admin.Metric;
import io.sluice.admin.Metric.Sample;
import io.sluice.api.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Requests that reached the data plane, by action and outcome. */
final class RequestCounts implements Metric.Source {
    private static final String OK = "ok";
    private static final String FAILED = "failed";

    private final Map<String, LongAdder> byLabels = new ConcurrentSkipListMap<>();

    /** One action's counters; the frequent one is at hand. */
    final class Action {
        private final String name;
        private final LongAdder ok;

        private Action(String name) {
            this.name = name;
            this.ok = counter(name, OK);
        }

        /** Counts when the stage completes; returns it as it is. */
        @SuppressWarnings("FutureReturnValueIgnored") // Counting cannot fail, and nobody waits for it.
        <T, S extends CompletionStage<Result<T>>> S counted(S stage) {
            stage.whenComplete((result, failure) -> {
                switch (result) {
                    case null -> counter(name, FAILED).increment();
                    case Result.Ok<T> done -> ok.increment();
                    case Result.Refused<T> refused ->
                        counter(name, outcome(refused.rejection().getClass())).increment();
                }
            });
            return stage;
        }
    }

    Action action(String name) {
        return new Action(name);
    }

    @Override
    public List<Metric> read() {
        List<Sample> samples = new ArrayList<>();
        byLabels.forEach((labels, count) -> samples.add(new Sample("", labels, (double) count.sum())));
        return List.of(new Metric(
                "sluice_requests_total",
                "Requests that reached the queues, by action and outcome",
                Metric.Kind.COUNTER,
                samples));
    }

    private LongAdder counter(String action, String outcome) {
        String labels = "action=\"" + action + "\",outcome=\"" + outcome + "\"";
        return byLabels.computeIfAbsent(labels, ignored -> new LongAdder());
    }

    private static String outcome(Class<?> rejection) {
        return rejection.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
