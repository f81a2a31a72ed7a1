package io.sluice.queue.fifo;

import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.TenantId;
import io.sluice.queue.RandomCommands;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Hash128;
import io.sluice.queue.command.TopicRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Commands of FIFO topics that make sense often enough, and of standard topics between them. The same seed gives the same
 * ones.
 */
final class RandomFifo {
    private static final int BYTES = 7;
    private static final int TOPICS = 4;
    private static final int GROUPS = 3;
    private static final int OFFSETS = 24;

    private final SplittableRandom random;
    private final RandomCommands others;
    private long revision = 1_000_000;

    RandomFifo(long seed) {
        random = new SplittableRandom(seed);
        others = RandomCommands.losing(seed);
    }

    long pause() {
        return random.nextInt(4) == 0 ? random.nextLong(3_000) : random.nextLong(3);
    }

    Command next() {
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> send();
            case 3, 4, 5, 6 -> receive();
            case 7, 8 -> ack();
            case 9 -> extend();
            case 10 -> giveBack();
            case 11 ->
                switch (random.nextInt(12)) {
                    case 0 -> new Command.Purge(topic(), 5_000);
                    case 1 -> new Command.Delete(topic());
                    default -> new Command.Configure(topic(), ++revision, rules());
                };
            case 12 ->
                random.nextBoolean()
                        ? new Command.Arrive(topic(), topic(), "from", parked())
                        : new Command.Settle(topic(), topic(), random.nextLong(8), random.nextBoolean());
            case 13, 14 -> move();
            default -> others.next();
        };
    }

    private Command ack() {
        long[] offsets = offsets(4);
        return new Command.Ack(topic(), offsets, deliveries(offsets.length));
    }

    private Command extend() {
        long[] offsets = offsets(4);
        return new Command.Extend(topic(), offsets, deliveries(offsets.length), leases(offsets.length));
    }

    private Command giveBack() {
        long[] offsets = offsets(3);
        return new Command.GiveBack(topic(), new TenantId(100), offsets, deliveries(offsets.length), 1, 1);
    }

    private PartitionId topic() {
        return PartitionId.of(1_000 + random.nextInt(TOPICS), 0);
    }

    private TopicRules rules() {
        return new TopicRules(
                new TenantId(100),
                "queue.fifo",
                random.nextLong(5_000),
                random.nextInt(3) == 0 ? random.nextLong(2_000) : 0,
                random.nextInt(3) == 0 ? random.nextLong(10_000) : 1_000_000,
                100,
                random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(new TopicRules.DeadLetters(new Place(topic(), 0), random.nextInt(1, 3))),
                true);
    }

    private Command send() {
        List<Command.NewMessage> messages = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            Hash128 name = random.nextInt(4) == 0 ? Hash128.NONE : new Hash128(random.nextLong(40) << 40, 1);
            messages.add(new Command.NewMessage(envelope(), BYTES, -1, new Command.Grouped(group(), name)));
        }
        return new Command.Send(topic(), messages);
    }

    /** Like a leader who knows little: many of what it names cannot be had. */
    private Command receive() {
        long[] offsets = offsets(random.nextInt(1, 6));
        int[] bytes = new int[offsets.length];
        java.util.Arrays.fill(bytes, BYTES);
        long[] groups = new long[offsets.length];
        java.util.Arrays.fill(groups, group());
        Hash128 attempt = random.nextInt(3) == 0 ? Hash128.NONE : new Hash128(9, random.nextInt(5));
        return new Command.ReceiveFifo(
                new Command.Receive(topic(), random.nextLong(4_000), offsets, bytes, new long[offsets.length]),
                groups,
                attempt);
    }

    private Command move() {
        PartitionId source = topic();
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Command.Move.Start(source, Optional.empty(), random.nextInt(3) == 0 ? 0 : 20);
            case 2 -> new Command.Move.Cancel(source, random.nextLong(1, 4));
            case 3 ->
                new Command.Move.Enter(
                        new Command.ArriveFiled(new Command.Arrive(topic(), source, "", parked()), List.of(), false));
            case 4 -> {
                List<Command.Move.Pick> picks = picks();
                Command.Move.Redrive redrive = new Command.Move.Redrive(source, Optional.empty(), targets(), picks);
                yield new Command.Move.RedriveFifo(redrive, groups(picks.size()));
            }
            default -> {
                List<Command.Move.Pick> picks = picks();
                Command.Move.Take take = new Command.Move.Take(source, random.nextLong(1, 4), targets(), picks);
                yield new Command.Move.TakeFifo(take, groups(picks.size()));
            }
        };
    }

    private List<Place> targets() {
        return List.of(new Place(topic(), 0));
    }

    private List<Command.Move.Pick> picks() {
        return java.util.Arrays.stream(offsets(random.nextInt(1, 6)))
                .mapToObj(offset -> new Command.Move.Pick(offset, BYTES, 0, 0))
                .toList();
    }

    private long[] groups(int count) {
        long[] groups = new long[count];
        java.util.Arrays.fill(groups, group());
        return groups;
    }

    private List<Command.Parked> parked() {
        List<Command.Parked> parked = new ArrayList<>();
        long sequence = random.nextLong(6);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            parked.add(new Command.Parked(++sequence, envelope(), BYTES, random.nextLong(5_000)).of(group()));
        }
        return parked;
    }

    private byte[] envelope() {
        byte[] bytes = new byte[random.nextInt(18, 60)];
        random.nextBytes(bytes);
        return bytes;
    }

    private long group() {
        return random.nextLong(1, 1 + GROUPS);
    }

    private long[] offsets(int count) {
        return random.longs(count, 0, OFFSETS).distinct().sorted().toArray();
    }

    private int[] deliveries(int count) {
        return random.ints(count, 1, 4).toArray();
    }

    private long[] leases(int count) {
        return random.longs(count, 0, 4_000).toArray();
    }
}
