package io.sluice.simulation.check;

import io.sluice.model.Receipt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A history, sorted by message, receipt and queue. */
final class Stories {
    final History history;
    private final Map<String, Story> byToken = new LinkedHashMap<>();
    private final Map<String, List<Story>> families = new LinkedHashMap<>();
    private final Map<Receipt, List<Touch>> acks = new HashMap<>();
    private final Map<Receipt, List<Touch>> extensions = new HashMap<>();
    private final Map<Receipt, List<Touch>> nacks = new HashMap<>();
    private final Map<Long, List<Operation>> purges = new HashMap<>();
    private final Map<Long, List<Operation>> unknownReceives = new HashMap<>();
    private final Map<Long, Set<Long>> reachable = new HashMap<>();
    private final Moved moves = new Moved(this);
    private long lastMs;

    /** A call that named a receipt, and at which place in its list. */
    record Touch(Operation operation, int index) {
        /** Whether the answer said that it was done. */
        boolean done() {
            return operation.outcome() instanceof Outcome.Done
                    || (operation.outcome() instanceof Outcome.Verdicts verdicts
                            && verdicts.done().get(index));
        }

        boolean mayHaveWorked() {
            return operation.isUnknown() || done();
        }
    }

    Stories(History history) {
        this.history = history;
        for (Operation operation : history.operations()) {
            lastMs = Math.max(lastMs, operation.ended() == Long.MAX_VALUE ? 0 : operation.endedMs());
            switch (operation.call()) {
                case Call.Send send ->
                    send.items().forEach(item -> {
                        Story story = story(item.token());
                        story.send = operation;
                        story.item = item;
                        if (item.name() != null) {
                            families.computeIfAbsent(familyOf(operation, item), first -> new ArrayList<>())
                                    .add(story);
                        }
                    });
                case Call.Receive receive -> {
                    if (operation.outcome() instanceof Outcome.Handed handed) {
                        handed.messages()
                                .forEach(got -> story(got.token()).deliveries.add(new Story.Delivery(operation, got)));
                    } else if (operation.isUnknown()) {
                        add(unknownReceives, operation.queue(), operation);
                    }
                }
                case Call.Ack ack -> touch(acks, ack.receipts(), operation);
                case Call.Extend extend -> touch(extensions, extend.receipts(), operation);
                case Call.Purge purge -> add(purges, operation.queue(), operation);
                case Call.Cancel cancel -> story(cancel.token()).cancels.add(operation);
                case Call.Move move -> story(move.token()).moves.add(operation);
                case Call.Nack nack -> touch(nacks, List.of(nack.receipt()), operation);
                case Call.Look look -> {}
                case Call.Stats stats -> {}
                case Call.StartMove start -> {
                    if (!operation.isRefused()) {
                        moves.add(operation);
                    }
                }
                case Call.Redrive redrive -> {
                    if (!operation.isRefused()) {
                        moves.add(operation);
                    }
                }
                case Call.CancelMove cancel -> {}
                case Call.ListMoves list -> {}
                case Call.Administer administer -> {}
            }
        }
    }

    /** When the last call ended. */
    long lastMs() {
        return lastMs;
    }

    Collection<Story> all() {
        return byToken.values();
    }

    @Nullable
    Story find(String token) {
        return byToken.get(token);
    }

    /** Messages that went to the same queue under the same deduplication id, in the order of their sends. */
    List<Story> family(Operation send, Call.Item item) {
        return families.getOrDefault(familyOf(send, item), List.of());
    }

    Collection<List<Story>> families() {
        return families.values();
    }

    private String familyOf(Operation send, Call.Item item) {
        String group = history.dedupesByGroup() ? item.group() + "/" : "";
        return send.queue() + "/" + group + item.name();
    }

    List<Touch> acksOf(Receipt receipt) {
        return acks.getOrDefault(receipt, List.of());
    }

    List<Touch> extensionsOf(Receipt receipt) {
        return extensions.getOrDefault(receipt, List.of());
    }

    List<Touch> nacksOf(Receipt receipt) {
        return nacks.getOrDefault(receipt, List.of());
    }

    List<Operation> purgesOf(long queue) {
        return purges.getOrDefault(queue, List.of());
    }

    /** Receives of the queue of which nobody knows what they brought. */
    List<Operation> unknownReceivesOf(long queue) {
        return unknownReceives.getOrDefault(queue, List.of());
    }

    @Nullable
    QueueLife queue(long incarnation) {
        return history.queues().get(incarnation);
    }

    /** Message move tasks that may have begun. */
    Moved moves() {
        return moves;
    }

    /** A queue and all where its messages may be parked or moved, directly or on and on. */
    Set<Long> reachable(long queue) {
        Set<Long> known = reachable.get(queue);
        if (known != null) {
            return known;
        }
        Set<Long> found = new LinkedHashSet<>(List.of(queue));
        List<Long> open = new ArrayList<>(found);
        while (!open.isEmpty()) {
            long from = open.removeLast();
            for (long target : moves.targetsOf(from)) {
                if (found.add(target)) {
                    open.add(target);
                }
            }
            QueueLife life = queue(from);
            if (life != null) {
                for (QueueLife.Rules rules : life.ever()) {
                    if (rules.deadLetters() != null
                            && found.add(rules.deadLetters().target())) {
                        open.add(rules.deadLetters().target());
                    }
                }
            }
        }
        reachable.put(queue, found);
        return found;
    }

    private Story story(String token) {
        return byToken.computeIfAbsent(token, Story::new);
    }

    private static void touch(Map<Receipt, List<Touch>> touches, List<Receipt> receipts, Operation operation) {
        for (int i = 0; i < receipts.size(); i++) {
            touches.computeIfAbsent(receipts.get(i), first -> new ArrayList<>()).add(new Touch(operation, i));
        }
    }

    private static void add(Map<Long, List<Operation>> lists, long queue, Operation operation) {
        lists.computeIfAbsent(queue, first -> new ArrayList<>()).add(operation);
    }
}
