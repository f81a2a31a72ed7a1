package io.sluice.catalog;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The embedded {@link RecordStore}: one thread owns the file and commits what has gathered in its mailbox with one fsync.
 */
public final class SqliteStore implements RecordStore {
    private static final int MAILBOX = 4_096;
    private static final int MAX_BATCH = 256;

    private final Path file;
    private final SqliteFile records;
    private final SqliteBatch batch;
    private final BlockingQueue<Work> mailbox = new ArrayBlockingQueue<>(MAILBOX);
    private final List<Watch> watches = new ArrayList<>();
    private final Consumer<StoreFailed> onFailure;
    private final Consumer<RecordDamaged> onDamage;
    private final Thread owner;
    private volatile @Nullable StoreFailed ended;

    private sealed interface Work {
        CompletableFuture<?> answer();

        record Commit(Transaction transaction, CompletableFuture<Outcome> answer) implements Work {}

        record Ask(Runnable question, CompletableFuture<?> answer) implements Work {}

        record Stop(CompletableFuture<?> answer) implements Work {}
    }

    private interface Question<T> {
        T answer() throws SQLException;
    }

    private record Watch(String prefix, Watcher watcher) {}

    /**
     * Opens the file, or creates it.
     *
     * @param onFailure told once, on the owner thread, when nothing more can be said of the file's content (a failed
     *     fsync); every later call fails
     * @param onDamage told, on the owner thread, of each damaged record that a watcher would have been told of
     * @throws StoreFailed when that cannot be done
     */
    public SqliteStore(Path file, Consumer<StoreFailed> onFailure, Consumer<RecordDamaged> onDamage) {
        this.file = file;
        this.onFailure = onFailure;
        this.onDamage = onDamage;
        records = new SqliteFile(file);
        try {
            batch = new SqliteBatch(records);
        } catch (SQLException e) {
            throw SqliteFile.failure(file, e);
        }
        owner = Thread.ofPlatform().daemon().name("catalog").unstarted(this::serve);
        owner.start();
    }

    @Override
    public Optional<Stored> get(String key) {
        return ask(() -> records.get(key));
    }

    @Override
    public List<Stored> range(String prefix, @Nullable String after, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("a page of " + limit + " records");
        }
        return ask(() -> records.range(prefix, after, limit).stream()
                .map(row -> row.intact(file))
                .toList());
    }

    @Override
    public CompletableFuture<Outcome> commit(Transaction transaction) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        post(new Work.Commit(transaction, answer));
        return answer;
    }

    @Override
    public void watch(String prefix, Watcher watcher) {
        boolean watching = ask(() -> {
            String after = null;
            List<SqliteRow> page;
            do {
                page = records.range(prefix, after, MAX_PAGE);
                for (SqliteRow row : page) {
                    if (row.isIntact()) {
                        watcher.put(row.record());
                    } else {
                        RecordDamaged damaged = row.damaged(file);
                        onDamage.accept(damaged);
                        watcher.damaged(row.record().key(), damaged);
                    }
                    after = row.record().key();
                }
            } while (page.size() == MAX_PAGE);
            return watches.add(new Watch(prefix, watcher));
        });
        assert watching;
    }

    @Override
    public void close() {
        Work stop = new Work.Stop(new CompletableFuture<>());
        post(stop);
        stop.answer().exceptionally(alreadyClosed -> null).join();
    }

    private <T> T ask(Question<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Runnable run = () -> {
            try {
                answer.complete(question.answer());
            } catch (SQLException e) {
                answer.completeExceptionally(SqliteFile.failure(file, e));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        };
        post(new Work.Ask(run, answer));
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void post(Work work) {
        try {
            mailbox.put(work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            work.answer().completeExceptionally(new StoreFailed(file + ": interrupted", e));
        }
        StoreFailed nobodyServes = ended;
        if (nobodyServes != null) {
            refuseRest(nobodyServes);
        }
    }

    private void serve() {
        List<Work> gathered = new ArrayList<>();
        List<Work.Commit> commits = new ArrayList<>();
        StoreFailed end = new StoreFailed(file + " was closed");
        Optional<Work> stop = Optional.empty();
        try {
            while (stop.isEmpty()) {
                gathered.clear();
                gathered.add(mailbox.take());
                mailbox.drainTo(gathered, MAX_BATCH - 1);
                for (Work work : gathered) {
                    switch (work) {
                        case Work.Commit commit -> commits.add(commit);
                        case Work.Ask ask -> {
                            carryOut(commits);
                            ask.question().run();
                        }
                        case Work.Stop ignored -> stop = Optional.of(work);
                    }
                }
                carryOut(commits);
            }
        } catch (SQLException e) {
            end = SqliteFile.failure(file, e);
            onFailure.accept(end);
        } catch (InterruptedException nobodyDoesThat) {
            end = new StoreFailed(file + ": interrupted", nobodyDoesThat);
        } finally {
            try {
                records.close();
            } catch (SQLException leftToTheNextStart) {
                // The write-ahead log holds all that was answered; the next start reads it.
            }
            ended = end;
            for (Work work : gathered) {
                work.answer().completeExceptionally(end);
            }
            refuseRest(end);
        }
    }

    private void carryOut(List<Work.Commit> commits) throws SQLException {
        if (commits.isEmpty()) {
            return;
        }
        List<Outcome> outcomes =
                batch.commit(commits.stream().map(Work.Commit::transaction).toList());
        for (int i = 0; i < commits.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Committed(long revision)) {
                commits.get(i).transaction().writes().forEach(write -> tell(write, revision));
            }
            commits.get(i).answer().complete(outcomes.get(i));
        }
        commits.clear();
    }

    private void tell(Write write, long revision) {
        for (Watch watch : watches) {
            if (write.key().startsWith(watch.prefix())) {
                switch (write) {
                    case Write.Put(String key, byte[] value) -> watch.watcher().put(new Stored(key, value, revision));
                    case Write.Delete(String key) -> watch.watcher().deleted(key, revision);
                }
            }
        }
    }

    /** Whoever still posted is told that nobody serves the mailbox any more. */
    private void refuseRest(StoreFailed cause) {
        for (Work work = mailbox.poll(); work != null; work = mailbox.poll()) {
            work.answer().completeExceptionally(cause);
        }
    }
}
