package io.sluice.standalone;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells an operator when a shard cannot move bodies into segments: once, again when the reason is another one, and when over. */
final class FailingFlushes {
    private final Consumer<String> told;
    private final Map<Integer, String> known = new HashMap<>();

    FailingFlushes(Consumer<String> told) {
        this.told = told;
    }

    /**
     * For one thread.
     *
     * @param failure why the newest attempt failed; empty when it did not
     */
    void look(int shard, Optional<String> failure) {
        String before = known.get(shard);
        if (failure.isPresent() && !failure.get().equals(before)) {
            known.put(shard, failure.get());
            told.accept("shard " + shard + " cannot move messages from memory to disk: " + failure.get()
                    + ". It tries again every second; when memory is full, sends are refused. Look at the disk");
        } else if (failure.isEmpty() && before != null) {
            known.remove(shard);
            told.accept("shard " + shard + " moves messages from memory to disk again");
        }
    }
}
