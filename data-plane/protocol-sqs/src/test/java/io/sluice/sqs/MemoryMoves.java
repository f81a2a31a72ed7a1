package io.sluice.sqs;

import io.sluice.api.MessageMoves;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.MoveTask;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Message move tasks that move nothing: they run until they are told what has become of them. */
public final class MemoryMoves implements MessageMoves {
    static final long STARTED_MS = 1_793_000_000_123L;

    private final Map<Long, List<MoveTask>> tasks = new HashMap<>();

    @Override
    public synchronized CompletionStage<Result<Long>> start(
            Caller caller, Topic source, @Nullable Topic destination, int perSecond) {
        List<MoveTask> known = of(source);
        if (!known.isEmpty() && known.getFirst().state() == MoveTask.State.RUNNING) {
            return done(Result.refused(new Rejection.MoveUnderWay()));
        }
        Optional<String> to = Optional.ofNullable(destination).map(Topic::name);
        long number = known.size() + 1L;
        known.addFirst(
                new MoveTask(number, MoveTask.State.RUNNING, to, perSecond, 10, 3, STARTED_MS, Optional.empty()));
        return done(Result.ok(number));
    }

    @Override
    public synchronized CompletionStage<Result<Long>> cancel(Caller caller, Topic source, long task) {
        if (of(source).getFirst().state() != MoveTask.State.RUNNING) {
            return done(Result.refused(new Rejection.MoveNotRunning()));
        }
        become(source, MoveTask.State.CANCELLED, null);
        return done(Result.ok(3L));
    }

    @Override
    public synchronized CompletionStage<Result<List<MoveTask>>> list(Caller caller, Topic source, int max) {
        List<MoveTask> known = of(source);
        return done(Result.ok(List.copyOf(known.subList(0, Math.min(max, known.size())))));
    }

    /** The newest task goes on. */
    synchronized void become(Topic source, MoveTask.State state, MoveTask.@Nullable Failure failure) {
        MoveTask task = of(source).removeFirst();
        of(source)
                .addFirst(new MoveTask(
                        task.number(),
                        state,
                        task.destination(),
                        task.perSecond(),
                        task.toMove(),
                        task.moved(),
                        task.startedMs(),
                        Optional.ofNullable(failure)));
    }

    private List<MoveTask> of(Topic source) {
        return tasks.computeIfAbsent(source.incarnation(), first -> new ArrayList<>());
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
