package io.sluice.simulation.check;

import io.sluice.model.Meters;
import io.sluice.model.TenantId;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/** B2 and B3: answered ≤ billed ≤ answered + unknown; what was refused, throttled or empty costs nothing. */
final class Billing {
    /** Nobody knows what a look has found that was not answered. */
    private static final long MAX_LOOK_OPERATIONS = 257;

    private final Stories stories;
    private final Map<TenantId, Bracket> tenants = new HashMap<>();
    private final Map<Long, Bracket> queues = new HashMap<>();
    private final Map<TenantId, Integer> largest = new HashMap<>();

    private Billing(Stories stories) {
        this.stories = stories;
    }

    static void check(Stories stories, Verdict verdict) {
        Billing billing = new Billing(stories);
        for (Story story : stories.all()) {
            if (story.send != null && story.item != null) {
                billing.largest.merge(story.send.tenant(), story.item.bytes(), Math::max);
            }
        }
        stories.history.operations().forEach(billing::count);
        for (History.Bill bill : stories.history.bills()) {
            billing.compare(bill, verdict);
        }
    }

    private void count(Operation operation) {
        count(operation, tenants.computeIfAbsent(operation.tenant(), first -> new Bracket()));
        count(operation, queues.computeIfAbsent(operation.queue(), first -> new Bracket()));
    }

    private void count(Operation operation, Bracket bracket) {
        boolean certain = !operation.isUnknown();
        if (operation.isRefused()) {
            bracket.free++;
            return;
        }
        switch (operation.call()) {
            case Call.Send send -> {
                long bytes = send.items().stream().mapToLong(Call.Item::bytes).sum();
                bracket.in(bytes, Bracket.operations(bytes), certain);
            }
            case Call.Receive receive -> received(operation, receive, bracket);
            case Call.Ack ack -> {
                boolean own = ack.receipts().stream()
                        .anyMatch(receipt -> receipt.partition().incarnation() == operation.queue());
                boolean done = !(operation.outcome() instanceof Outcome.Verdicts verdicts)
                        || verdicts.done().contains(true);
                if (own && done) {
                    bracket.in(0, 1, certain);
                } else {
                    bracket.free++;
                }
            }
            case Call.Extend extend -> {
                if (operation.outcome() instanceof Outcome.Verdicts verdicts
                        && !verdicts.done().contains(true)) {
                    bracket.free++;
                } else {
                    bracket.in(0, 1, certain);
                }
            }
            case Call.Cancel cancel -> bracket.in(0, 1, certain);
            case Call.Move move -> bracket.in(0, 1, certain);
            case Call.Nack nack -> bracket.in(0, 1, certain);
            case Call.Look look -> looked(operation, bracket);
            case Call.Purge purge -> {}
            case Call.Stats stats -> {}
            case Call.StartMove start -> {}
            case Call.Redrive redrive -> {}
            case Call.CancelMove cancel -> {}
            case Call.ListMoves list -> {}
            case Call.Administer administer -> {}
        }
    }

    private static void looked(Operation operation, Bracket bracket) {
        if (!(operation.outcome() instanceof Outcome.Shown shown)) {
            bracket.in(0, MAX_LOOK_OPERATIONS, false);
        } else if (shown.looked() == 0) {
            bracket.free++;
        } else {
            bracket.in(0, Bracket.operations(shown.readBytes()), true);
        }
    }

    private void received(Operation operation, Call.Receive receive, Bracket bracket) {
        if (!(operation.outcome() instanceof Outcome.Handed handed)) {
            long most = (long) receive.max() * largest.getOrDefault(operation.tenant(), 0);
            bracket.out(most, Bracket.operations(most), false);
        } else if (handed.messages().isEmpty()) {
            bracket.free++;
        } else {
            long bytes =
                    handed.messages().stream().mapToLong(Outcome.Got::bytes).sum();
            if (!operation.isAbandoned()) {
                bracket.out(bytes, Bracket.operations(bytes), true);
            } else if (stories.history.crashedAfter(operation.abandoned())) {
                bracket.out(bytes, Bracket.operations(bytes), false); // the crash may have come before the giving back
            } else {
                bracket.free++;
            }
        }
    }

    private void compare(History.Bill bill, Verdict verdict) {
        Bracket whole = tenants.getOrDefault(bill.tenant(), new Bracket());
        compare("tenant " + bill.tenant(), bill.total(), whole, verdict);
        bill.topics().forEach((queue, meters) -> {
            QueueLife life = stories.queue(queue);
            verdict.expect(
                    life != null && !life.isDeleted() && life.tenant().equals(bill.tenant()),
                    Check.SOUND,
                    null,
                    () -> "queue " + queue + " is billed and does not exist");
            compare("queue " + queue, meters, queues.getOrDefault(queue, new Bracket()), verdict);
        });
        long connected = bill.total().connMs();
        long low = stories.history.connectedLow(bill.tenant());
        long high = stories.history.connectedHigh(bill.tenant());
        verdict.expect(
                low <= connected && connected <= high,
                Check.B2,
                null,
                () -> "tenant " + bill.tenant() + " was connected " + low + ".." + high + " ms, bill says "
                        + connected);
        stored(bill, verdict);
    }

    private static void compare(String who, Meters billed, Bracket bracket, Verdict verdict) {
        verdict.expect(
                !bracket.tooLittle(billed),
                Check.B2,
                null,
                () -> who + " is billed too little: " + billed + ", not " + bracket);
        Check over = bracket.isExact() && bracket.free > 0 ? Check.B3 : Check.B2;
        verdict.expect(
                !bracket.tooMuch(billed),
                over,
                null,
                () -> who + " is billed too much: " + billed + ", not " + bracket);
    }

    /** A message was stored at least from its answer to its last receive, and at most from its sending on, maybe twice. */
    private void stored(History.Bill bill, Verdict verdict) {
        long end = stories.lastMs();
        long low = 0;
        long high = 0;
        for (Story story : stories.all()) {
            Operation send = story.send;
            if (send == null || story.item == null || !send.tenant().equals(bill.tenant()) || send.isRefused()) {
                continue;
            }
            high += 2L * story.item.bytes() * (end - send.invokedMs() + stories.history.skewMs() + 1_000);
            long last = story.deliveries.stream()
                    .filter(delivery -> delivery.residence().queue() == send.queue())
                    .mapToLong(delivery -> delivery.receive().invokedMs())
                    .max()
                    .orElse(0);
            if (send.outcome() instanceof Outcome.Sent
                    && last > send.endedMs()
                    && stories.history.skewMs() == 0
                    && stories.history.lost().isEmpty()) { // the size of what is lost is lost, too
                long span = last - send.endedMs();
                low += story.item.bytes() * Math.max(0, span - Leases.tolerance(span));
            }
        }
        BigInteger billed = bill.total().storageByteMs();
        BigInteger least = BigInteger.valueOf(low);
        BigInteger most = BigInteger.valueOf(high);
        verdict.expect(
                billed.compareTo(least) >= 0 && billed.compareTo(most) <= 0,
                Check.B2,
                null,
                () -> "tenant " + bill.tenant() + " stored " + least + ".." + most + " byte-ms, bill says " + billed);
    }
}
