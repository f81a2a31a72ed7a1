package io.sluice.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything that was asked of a {@link FaultyDisk} and changes it, in order; and between that, what an object store beside it
 * took and gave up.
 */
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

        record Stored(String object, byte[] bytes) implements Step {}

        record Deleted(String object) implements Step {}
    }

    /** An object store has an object now, durably. */
    public void stored(String object, byte[] bytes) {
        add(new Step.Stored(object, bytes));
    }

    /** It has it no more. */
    public void deleted(String object) {
        add(new Step.Deleted(object));
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
