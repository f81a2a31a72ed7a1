package io.sluice.queue.command;

import io.sluice.model.MessageId;
import io.sluice.model.MoveTask;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.TenantId;
import java.util.List;
import java.util.Optional;

/** One of each kind and layout, with bytes that are known for ever. Add to the end; change none. */
public final class SampleCommands {
    private static final PartitionId A = PartitionId.of(7, 0);
    private static final PartitionId B = PartitionId.of((1L << 47) - 1, 65_535);
    private static final TenantId TENANT = new TenantId(123_456_789_012L);

    public static final List<Command> ALL = List.of(
            new Command.SendV1(
                    A,
                    List.of(
                            new Command.NewMessage(new byte[] {1, 2, 3}, 2, -1),
                            new Command.NewMessage(new byte[0], 0, 900_000))),
            new Command.ReceiveV1(B, 30_000, new long[] {0, 5, Long.MAX_VALUE}),
            new Command.Ack(A, new long[] {1, 2}, new int[] {1, Integer.MAX_VALUE}),
            new Command.Extend(A, new long[] {1, 2}, new int[] {3, 4}, new long[] {0, 43_200_000}),
            new Command.GiveBack(A, TENANT, new long[] {9}, new int[] {2}, 65_537, 2),
            new Command.Purge(A, 60_000),
            new Command.Configure(
                    A, 3, new TopicRules(TENANT, "ördérs", 30_000, 0, 345_600_000, 262_144, Optional.empty())),
            new Command.Configure(
                    A,
                    4,
                    new TopicRules(
                            TENANT,
                            "",
                            0,
                            900_000,
                            1_209_600_000,
                            1_048_576,
                            Optional.of(new TopicRules.DeadLetters(new Place(B, 2), 1_000)))),
            new Command.Delete(B),
            new Command.Arrive(A, B, "source", List.of(new Command.Parked(17, new byte[] {-1}, 1, 1_793_000_000_000L))),
            new Command.Settle(A, B, 17, true),
            new Command.Settle(A, B, 18, false),
            new Command.Forget(B, A),
            new Command.Connected(-5, 3, List.of(new Command.TenantTime(TENANT, 59_999))),
            new Command.Tick(),
            new Command.SendV2(
                    A,
                    List.of(
                            new Command.NewMessage(new byte[] {1, 2, 3}, 2, -1),
                            new Command.NewMessage(new byte[0], 0, 900_000))),
            new Command.Receive(
                    B, 30_000, new long[] {0, Long.MAX_VALUE}, new int[] {0, 262_144}, new long[] {1, 1_793_000_000_000L
                    }),
            new Command.Flushed(segment(), new long[] {1, 2}),
            new Command.Uploaded(Segment.id(3, 4)),
            new Command.Evicted(Segment.id(3, 4)),
            new Command.Dropped(new long[] {Segment.id(3, 4)}),
            new Command.Began(5));

    /** Those of large bodies. */
    public static final List<Command> BODIES = List.of(
            new Command.SendFiled(
                    new Command.Send(A, List.of(new Command.NewMessage(new byte[] {2, 3}, 300_000, -1))),
                    List.of(new Command.Attached(0, bodyFile(true, false)))),
            new Command.ArriveFiled(
                    new Command.Arrive(
                            A, B, "source", List.of(new Command.Parked(17, new byte[] {2}, 1, 1_793_000_000_000L))),
                    List.of(new Command.Attached(0, bodyFile(false, true))),
                    true),
            new Command.BodyUploaded(Segment.id(3, 4)),
            new Command.BodyEvicted(Segment.id(3, 4)),
            new Command.BodyLost(Segment.id(3, 4), 300_000, 1_793_000_000_000L));
    /** Of what damage took, and sends whose delays are runs; as in {@code commands-3.hex}. */
    static final List<Command> LATER = List.of(
            new Command.Lost(Segment.id(3, 4), List.of(new Command.Range(A, 0, 99), new Command.Range(B, 5, 5))),
            new Command.Send(A, List.of(new Command.NewMessage(new byte[] {1, 2, 3}, 2, 63_072_000_000L))));

    /** Those of message move tasks. */
    public static final List<Command> MOVES = List.of(
            new Command.Move.Start(A, Optional.of(new Command.Move.Destination(new Place(B, 3), "ördérs")), 500),
            new Command.Move.Start(A, Optional.empty(), 0),
            new Command.Move.Cancel(A, 12),
            new Command.Move.Take(
                    A,
                    12,
                    List.of(new Place(B, 3), new Place(A, 0)),
                    List.of(
                            new Command.Move.Pick(5, 262_144, 1_793_000_000_000L, 1),
                            new Command.Move.Pick(Long.MAX_VALUE, 0, 1, 0))),
            new Command.Move.Take(A, 12, List.of(), List.of()),
            new Command.Move.Fail(A, 12, MoveTask.Failure.TARGET_GONE),
            new Command.Move.Fail(A, 12, MoveTask.Failure.NO_ORIGIN),
            new Command.Move.Enter(new Command.ArriveFiled(
                    new Command.Arrive(A, B, "dead", List.of(new Command.Parked(17, new byte[] {1}, 1, 2))),
                    List.of(new Command.Attached(0, bodyFile(true, false))),
                    false)));
    /** Of what comes over REST; as in {@code commands-peek.hex}. */
    public static final List<Command> REST = List.of(
            new Command.Nack(
                    A,
                    List.of(new Command.Returned(5, 2, 90_000, "kärtle abg'lehnt"), new Command.Returned(6, 1, 0, ""))),
            new Command.Hold(new Command.Extend(B, new long[] {1, 2}, new int[] {3, 4}, new long[] {0, 604_800_000})),
            new Command.Schedule(
                    A,
                    List.of(new Command.NewMessage(new byte[] {1, 2, 3}, 2, -1)),
                    new Command.When(false, 1_893_456_000_000L)),
            new Command.Reschedule(A, 77, 2, new Command.When(true, 63_072_000_000L)),
            new Command.Looked(A, 257),
            new Command.Cancel(A, 77, 2),
            new Command.Arrive(
                    A,
                    B,
                    "source",
                    List.of(
                            new Command.Parked(17, new byte[] {-1}, 1, 1_793_000_000_000L),
                            new Command.Parked(18, new byte[] {-1}, 1, 1_793_000_000_000L)
                                    .with(new Note("no", 1_793_000_001_000L)))),
            new Command.ArriveFiled(
                    new Command.Arrive(
                            A,
                            B,
                            "source",
                            List.of(new Command.Parked(17, new byte[] {2}, 1, 1_793_000_000_000L)
                                    .with(new Note("no", 1_793_000_001_000L)))),
                    List.of(new Command.Attached(0, bodyFile(false, true))),
                    true));

    /** Those of FIFO topics. */
    static final List<Command> FIFO = List.of(
            new Command.ConfigureFifoV1(new Command.Configure(
                    A, 5, new TopicRules(TENANT, "a.fifo", 30_000, 0, 345_600_000, 262_144, Optional.empty(), true))),
            new Command.Send(
                    A,
                    List.of(
                            new Command.NewMessage(
                                    new byte[] {1, 2, 3}, 2, -1, new Command.Grouped(77, new Hash128(-1, 5))),
                            new Command.NewMessage(new byte[0], 0, -1, new Command.Grouped(-78, Hash128.NONE)))),
            new Command.SendFiled(
                    new Command.Send(
                            A,
                            List.of(new Command.NewMessage(
                                    new byte[] {2, 3}, 300_000, -1, new Command.Grouped(77, new Hash128(6, -7))))),
                    List.of(new Command.Attached(0, bodyFile(true, false)))),
            new Command.ReceiveFifo(
                    new Command.Receive(
                            B, 30_000, new long[] {0, 9}, new int[] {0, 262_144}, new long[] {1, 1_793_000_000_000L}),
                    new long[] {77, -78},
                    new Hash128(8, 9)),
            new Command.Arrive(
                    A, B, "source", List.of(new Command.Parked(17, new byte[] {-1}, 1, 1_793_000_000_000L).of(77))),
            new Command.ArriveFiled(
                    new Command.Arrive(
                            A,
                            B,
                            "source",
                            List.of(new Command.Parked(17, new byte[] {2}, 1, 1_793_000_000_000L).of(-78))),
                    List.of(new Command.Attached(0, bodyFile(false, true))),
                    true));

    /** Of messages that are redriven one by one; as in {@code commands-redrive.hex}. */
    public static final List<Command> REDRIVES = List.of(
            new Command.Move.Redrive(
                    A,
                    Optional.of(new Command.Move.Destination(new Place(B, 3), "ördérs")),
                    List.of(new Place(B, 3)),
                    List.of(new Command.Move.Pick(5, 262_144, 1_793_000_000_000L, 0))),
            new Command.Move.Redrive(A, Optional.empty(), List.of(), List.of()));

    /** Of message move tasks of FIFO topics; as in {@code commands-fifo-moves.hex}. */
    public static final List<Command> FIFO_MOVES = List.of(
            new Command.Move.TakeFifo(
                    new Command.Move.Take(
                            A,
                            12,
                            List.of(new Place(B, 3)),
                            List.of(
                                    new Command.Move.Pick(5, 262_144, 1_793_000_000_000L, 0),
                                    new Command.Move.Pick(6, 0, 1, 0))),
                    new long[] {77, -78}),
            new Command.Move.RedriveFifo(
                    new Command.Move.Redrive(
                            A,
                            Optional.empty(),
                            List.of(new Place(B, 3)),
                            List.of(new Command.Move.Pick(5, 262_144, 1_793_000_000_000L, 0))),
                    new long[] {77}),
            new Command.Move.Enter(new Command.ArriveFiled(
                    new Command.Arrive(A, B, "dead.fifo", List.of(new Command.Parked(17, new byte[] {1}, 1, 2).of(77))),
                    List.of(new Command.Attached(0, bodyFile(true, false))),
                    false)));

    /** Of requests that may be repeated; as in {@code commands-once.hex}. */
    public static final List<Command> ONCE = List.of(
            new Command.Once(
                    new Command.Send(A, List.of(new Command.NewMessage(new byte[] {1, 2, 3}, 2, -1))),
                    new Hash128(5, -6)),
            new Command.Once(
                    new Command.Schedule(
                            A,
                            List.of(new Command.NewMessage(new byte[] {1, 2, 3}, 2, 0)),
                            new Command.When(true, 86_400_000)),
                    new Hash128(-7, 8)));

    /** Of dead letters that were delivered before; as in {@code commands-counted.hex}. */
    public static final List<Command> COUNTED = List.of(
            new Command.Arrive(
                    A,
                    B,
                    "source",
                    List.of(
                            new Command.Parked(17, new byte[] {-1}, 1, 1_793_000_000_000L).after(3),
                            new Command.Parked(18, new byte[] {-1}, 1, 1_793_000_000_000L))),
            new Command.Arrive(
                    A,
                    B,
                    "source.fifo",
                    List.of(new Command.Parked(17, new byte[] {-1}, 1, 1_793_000_000_000L)
                            .with(new Note("no", 1_793_000_001_000L))
                            .of(77)
                            .after(1))),
            new Command.ArriveFiled(
                    new Command.Arrive(
                            A,
                            B,
                            "source",
                            List.of(new Command.Parked(17, new byte[] {2}, 1, 1_793_000_000_000L)
                                    .with(new Note("no", 1_793_000_001_000L))
                                    .after(1_000))),
                    List.of(new Command.Attached(0, bodyFile(false, true))),
                    true));

    /** FIFO topics whose longer delays hide again what was ready. */
    public static final List<Command> DELAYS = List.of(new Command.Configure(
            A, 6, new TopicRules(TENANT, "a.fifo", 30_000, 900_000, 345_600_000, 262_144, Optional.empty(), true)));

    /** Tasks that failed for want of a key. */
    public static final List<Command> KEYS = List.of(
            new Command.Move.Fail(A, 12, MoveTask.Failure.NO_SUCH_KEY),
            new Command.Move.Fail(A, 12, MoveTask.Failure.KEY_DISABLED));

    private SampleCommands() {}

    static BodyFile bodyFile(boolean onDisk, boolean inStore) {
        byte[] hash = new byte[32];
        hash[0] = 7;
        return new BodyFile(Segment.id(3, 4), new MessageId(1, -1), TENANT, 300_000, 300_076, hash, onDisk, inStore);
    }

    private static Segment segment() {
        byte[] hash = new byte[32];
        hash[31] = 9;
        return new Segment(
                Segment.id(3, 4),
                77,
                1_000_000,
                hash,
                List.of(new Segment.Run(A, 0, 99, 50), new Segment.Run(B, 5, 5, 1)),
                List.of(new Segment.TenantBytes(TENANT, 51_000)),
                true,
                false);
    }
}
