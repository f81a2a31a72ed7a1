package io.sluice.testkit;

import java.util.ArrayList;
import java.util.List;

/** Everything that was asked of a {@link FaultyDisk} and changes it, in order. */
public final class DiskTrace {
    private final List<Step> steps = new ArrayList<>();

    /** One call; the content stands for the file, whatever its name. */
    sealed interface Step {
        record Created(String name, Content file) implements Step {}

        record Renamed(String from, String to) implements Step {}

        record Removed(String name) implements Step {}

        record NamesForced() implements Step {}

        record Written(Content file, byte[] bytes, int at) implements Step {}

        record Cut(Content file, int size) implements Step {}

        record Forced(Content file) implements Step {}
    }

    void add(Step step) {
        steps.add(step);
    }

    /** How many calls there were. */
    public int length() {
        return steps.size();
    }

    List<Step> steps() {
        return steps;
    }
}
