package io.sluice.simulation.check;

import io.sluice.model.Receipt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One message: who sent it and every delivery that anybody saw. */
final class Story {
    final String token;

    /** Null for a phantom. */
    @Nullable
    Operation send;

    Call.@Nullable Item item;

    final List<Delivery> deliveries = new ArrayList<>();
    final List<Operation> cancels = new ArrayList<>();
    final List<Operation> moves = new ArrayList<>();

    Story(String token) {
        this.token = token;
    }

    /** A delivery and the receive that brought it. */
    record Delivery(Operation receive, Outcome.Got got) {
        Receipt receipt() {
            return got.receipt();
        }

        private boolean isRepeatOf(Delivery other) {
            return receipt().equals(other.receipt())
                    && ((Call.Receive) receive.call()).isRepeatOf((Call.Receive) other.receive.call());
        }

        /** Where the message lay. */
        Residence residence() {
            return new Residence(got.queue(), got.receipt().offset());
        }
    }

    /** A message's place in a queue; it gets a new one when it is parked. */
    record Residence(long queue, long offset) implements Comparable<Residence> {
        private static final Comparator<Residence> ORDER =
                Comparator.comparingLong(Residence::queue).thenComparingLong(Residence::offset);

        @Override
        public int compareTo(Residence other) {
            return ORDER.compare(this, other);
        }
    }

    /** A delivery that was given out again to who repeated the receive is one: the first that somebody saw. */
    private static void withoutRepeats(List<Delivery> deliveries) {
        List<Delivery> kept = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            Delivery same =
                    kept.stream().filter(delivery::isRepeatOf).findFirst().orElse(null);
            if (same == null) {
                kept.add(delivery);
            } else if (same.receive.isAbandoned() && !delivery.receive.isAbandoned()) {
                kept.set(kept.indexOf(same), delivery);
            }
        }
        deliveries.clear();
        deliveries.addAll(kept);
    }

    /** Deliveries from each place, in the order of their numbers. */
    Map<Residence, List<Delivery>> byResidence() {
        TreeMap<Residence, List<Delivery>> all = new TreeMap<>();
        for (Delivery delivery : deliveries) {
            all.computeIfAbsent(delivery.residence(), first -> new ArrayList<>())
                    .add(delivery);
        }
        all.values().forEach(Story::withoutRepeats);
        all.values()
                .forEach(list -> list.sort(
                        Comparator.comparingInt(delivery -> delivery.receipt().delivery())));
        return all;
    }

    @Override
    public String toString() {
        return "message " + token + " by " + send + ", delivered by " + deliveries;
    }
}
