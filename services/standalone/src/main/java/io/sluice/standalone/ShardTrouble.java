package io.sluice.standalone;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells an operator what a shard fails at: once, again when the reason is another one, and when it is over. */
final class ShardTrouble {
    private final Consumer<String> told;
    private final String begins;
    private final String advice;
    private final String ends;
    private final Map<Integer, String> known = new HashMap<>();

    /**
     * One kind of trouble; each text goes on behind "shard N".
     *
     * @param advice goes on behind the reason
     */
    private ShardTrouble(Consumer<String> told, String begins, String advice, String ends) {
        this.told = told;
        this.begins = begins;
        this.advice = advice;
        this.ends = ends;
    }

    static ShardTrouble flushing(Consumer<String> told) {
        return new ShardTrouble(
                told,
                "cannot move messages from memory to disk",
                "It tries again every second; when memory is full, sends are refused. Look at the disk",
                "moves messages from memory to disk again");
    }

    static ShardTrouble reading(Consumer<String> told) {
        return new ShardTrouble(
                told,
                "cannot read messages that left memory",
                "Receives that need them are refused and change nothing. Look at the disk and the object store; what is"
                        + " damaged and has no other copy is given up and named here",
                "reads messages that left memory again");
    }

    static ShardTrouble deleting(Consumer<String> told) {
        return new ShardTrouble(
                told,
                "cannot delete what nobody needs any more from the object store",
                "It stays there and is tried again, every ten minutes at last; all else goes on",
                "deletes from the object store again");
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
            told.accept("shard " + shard + " " + begins + ": " + failure.get() + ". " + advice);
        } else if (failure.isEmpty() && before != null) {
            known.remove(shard);
            told.accept("shard " + shard + " " + ends);
        }
    }
}
