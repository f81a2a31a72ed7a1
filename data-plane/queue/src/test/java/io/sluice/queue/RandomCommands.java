package io.sluice.queue;

import io.sluice.model.MoveTask;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.TenantId;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Hash128;
import io.sluice.queue.command.Note;
import io.sluice.queue.command.Segment;
import io.sluice.queue.command.TopicRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Commands that make sense often enough: few partitions, small offsets, short times. The same seed gives the same ones. */
public final class RandomCommands {
    /** Incarnations in use; a deleted one is replaced by a new one, and now and then still meant. */
    private final long[] incarnations = {1, 2, 3, 4};

    private long newest = 4;
    private static final int OFFSETS = 24;

    /** What every message that is sent here is metered as: a receive has to know it. */
    private static final int BYTES = 7;

    private final List<Segment> segments = new ArrayList<>();
    private int newestSegment;
    private final SplittableRandom random;
    private final boolean losing;
    private long revision;

    /** As of version 2: golden files hang on these. */
    public RandomCommands(long seed) {
        this(seed, false);
    }

    private RandomCommands(long seed, boolean losing) {
        this.random = new SplittableRandom(seed);
        this.losing = losing;
    }

    /** As of now, and messages get lost, too. */
    public static RandomCommands losing(long seed) {
        return new RandomCommands(seed, true);
    }

    /** How much time passes before the next command, milliseconds. */
    public long pause() {
        return random.nextInt(4) == 0 ? random.nextLong(3_000) : random.nextLong(3);
    }

    public Command next() {
        if (losing && random.nextInt(8) == 0) {
            return later();
        }
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3 ->
                losing ? new Command.Send(partition(), messages()) : new Command.SendV2(partition(), messages());
            case 4 -> random.nextBoolean() ? new Command.SendV1(partition(), messages()) : tiering();
            case 5, 6, 7, 8, 9 -> receive();
            case 10, 11 -> {
                long[] offsets = offsets();
                yield new Command.Ack(partition(), offsets, deliveries(offsets.length));
            }
            case 12, 13 -> {
                long[] offsets = offsets();
                long[] leases = offsets();
                yield new Command.Extend(
                        partition(),
                        offsets,
                        deliveries(offsets.length),
                        java.util.Arrays.copyOf(leases, offsets.length));
            }
            case 14 -> {
                long[] offsets = offsets();
                yield new Command.GiveBack(
                        partition(),
                        tenant(),
                        offsets,
                        deliveries(offsets.length),
                        random.nextLong(100),
                        random.nextLong(2));
            }
            case 15 -> random.nextInt(6) == 0 ? new Command.Purge(partition(), 5_000) : new Command.Tick();
            case 16 -> new Command.Configure(partition(), random.nextInt(5) == 0 ? 0 : ++revision, rules());
            case 17 ->
                switch (random.nextInt(8)) {
                    case 0 -> delete();
                    case 1 -> new Command.Forget(partition(), partition());
                    default -> new Command.Configure(partition(), ++revision, rules());
                };
            case 18 ->
                random.nextBoolean()
                        ? new Command.Arrive(partition(), partition(), "from-" + random.nextInt(3), parked())
                        : new Command.Settle(partition(), partition(), random.nextLong(8), random.nextInt(3) > 0);
            default -> losing && random.nextInt(4) > 0 ? moving() : connected();
        };
    }

    private Command connected() {
        return new Command.Connected(
                random.nextInt(2),
                random.nextInt(50),
                List.of(new Command.TenantTime(tenant(), random.nextLong(60_000))));
    }

    /** Few topics have tasks, so that those have many. */
    private Command moving() {
        PartitionId source = random.nextInt(4) == 0 ? partition() : PartitionId.of(incarnations[0], 0);
        long task = random.nextLong(1, 4);
        return switch (random.nextInt(8)) {
            case 0 ->
                new Command.Move.Start(
                        source,
                        random.nextBoolean()
                                ? Optional.empty()
                                : Optional.of(new Command.Move.Destination(new Place(partition(), 1), "to")),
                        random.nextInt(3) == 0 ? 0 : random.nextInt(1, 20));
            case 1 -> new Command.Move.Cancel(source, task);
            case 2 ->
                new Command.Move.Fail(
                        source, task, random.nextBoolean() ? MoveTask.Failure.NO_ORIGIN : MoveTask.Failure.TARGET_GONE);
            case 3 ->
                new Command.Move.Enter(new Command.ArriveFiled(
                        new Command.Arrive(partition(), partition(), "", parked()), List.of(), true));
            default -> {
                List<Command.Move.Pick> picks = new ArrayList<>();
                for (long offset : offsets()) {
                    picks.add(new Command.Move.Pick(offset, BYTES, 0, 0));
                }
                yield new Command.Move.Take(source, task, List.of(new Place(partition(), 0)), picks);
            }
        };
    }

    /** Those that came after version 2. */
    private Command later() {
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> {
                List<Command.Returned> returned = new ArrayList<>();
                for (long offset : offsets()) {
                    String reason = random.nextInt(3) == 0 ? "" : "no " + random.nextInt(100);
                    returned.add(new Command.Returned(
                            offset, deliveries(1)[0], Math.max(0, random.nextLong(-2_000, 2_000)), reason));
                }
                yield new Command.Nack(partition(), returned);
            }
            case 3 -> {
                long[] offsets = offsets();
                long[] leases = java.util.Arrays.copyOf(offsets(), offsets.length);
                yield new Command.Hold(new Command.Extend(partition(), offsets, deliveries(offsets.length), leases));
            }
            case 4 -> new Command.Schedule(partition(), messages(), when());
            case 7 -> {
                List<Command.NewMessage> one = messages().subList(0, 1);
                Hash128 token = new Hash128(1, random.nextLong(5));
                yield new Command.Once(
                        random.nextBoolean()
                                ? new Command.Send(partition(), one)
                                : new Command.Schedule(partition(), one, when()),
                        token);
            }
            case 5 -> new Command.Reschedule(partition(), random.nextLong(OFFSETS), BYTES, when());
            case 6 -> new Command.Cancel(partition(), random.nextLong(OFFSETS), BYTES);
            default -> new Command.Looked(partition(), random.nextLong(5));
        };
    }

    private Command.When when() {
        return random.nextInt(10) == 0
                ? new Command.When(false, random.nextLong(100_000))
                : new Command.When(true, random.nextLong(3_000));
    }

    private Command receive() {
        long leaseMs = random.nextLong(4_000);
        long[] offsets = offsets();
        if (random.nextInt(6) == 0) {
            return new Command.ReceiveV1(partition(), leaseMs, offsets);
        }
        int[] bytes = new int[offsets.length];
        java.util.Arrays.fill(bytes, BYTES);
        return new Command.Receive(partition(), leaseMs, offsets, bytes, new long[offsets.length]);
    }

    private Command tiering() {
        if (losing && !segments.isEmpty() && random.nextInt(3) == 0) {
            Segment segment = segments.get(random.nextInt(segments.size()));
            long first = random.nextLong(OFFSETS);
            PartitionId partition = segment.runs().getFirst().partition();
            return new Command.Lost(
                    segment.id(), List.of(new Command.Range(partition, first, first + random.nextLong(5))));
        }
        long[] known = segments.stream().mapToLong(Segment::id).toArray();
        if (known.length == 0 || random.nextInt(3) == 0) {
            Segment segment = new Segment(
                    Segment.id(1, ++newestSegment),
                    random.nextLong(1_000),
                    random.nextLong(1_000_000),
                    new byte[32],
                    List.of(new Segment.Run(partition(), 0, OFFSETS, random.nextInt(1, OFFSETS))),
                    List.of(new Segment.TenantBytes(tenant(), random.nextLong(100_000))),
                    true,
                    false);
            long[] replaces = random.nextInt(4) == 0 ? known : new long[0];
            if (replaces.length > 0) {
                segments.clear();
            }
            segments.add(segment);
            return new Command.Flushed(segment, replaces);
        }
        Segment segment = segments.get(random.nextInt(segments.size()));
        return switch (random.nextInt(4)) {
            case 0 -> new Command.Evicted(segment.id());
            case 1 -> {
                segments.remove(segment);
                yield new Command.Dropped(new long[] {segment.id()});
            }
            case 2 -> new Command.Began(random.nextInt(10));
            default -> new Command.Uploaded(segment.id());
        };
    }

    private PartitionId partition() {
        boolean old = random.nextInt(30) == 0;
        long incarnation = old ? random.nextLong(1, newest + 1) : incarnations[random.nextInt(incarnations.length)];
        return PartitionId.of(incarnation, 0);
    }

    private Command delete() {
        int slot = random.nextInt(incarnations.length);
        long deleted = incarnations[slot];
        incarnations[slot] = ++newest;
        return new Command.Delete(PartitionId.of(deleted, 0));
    }

    private TenantId tenant() {
        return new TenantId(100 + random.nextInt(2));
    }

    private TopicRules rules() {
        return new TopicRules(
                tenant(),
                "topic-" + random.nextInt(3),
                random.nextLong(5_000),
                random.nextInt(3) == 0 ? random.nextLong(2_000) : 0,
                random.nextInt(3) == 0 ? random.nextLong(10_000) : 1_000_000,
                random.nextInt(20, 200),
                random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(new TopicRules.DeadLetters(
                                new Place(partition(), random.nextInt(2)), random.nextInt(1, 3))));
    }

    private List<Command.NewMessage> messages() {
        List<Command.NewMessage> messages = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            byte[] envelope = bytes();
            messages.add(new Command.NewMessage(envelope, BYTES, random.nextBoolean() ? -1 : random.nextLong(2_000)));
        }
        return messages;
    }

    private List<Command.Parked> parked() {
        List<Command.Parked> parked = new ArrayList<>();
        long sequence = random.nextLong(6);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            byte[] envelope = bytes();
            long sentMs = random.nextLong(5_000);
            Note note = losing && random.nextInt(3) == 0 ? new Note("because", sentMs) : null;
            parked.add(new Command.Parked(
                    ++sequence,
                    envelope,
                    envelope.length / 2,
                    sentMs,
                    note,
                    Command.NO_GROUP,
                    losing ? (int) (sequence % 3) : 0));
        }
        return parked;
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(18, 60)];
        random.nextBytes(bytes);
        return bytes;
    }

    private long[] offsets() {
        return random.longs(random.nextInt(1, 6), 0, OFFSETS).distinct().toArray();
    }

    private int[] deliveries(int count) {
        return random.ints(count, 1, 4).toArray();
    }
}
