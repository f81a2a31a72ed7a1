package io.sluice.log.segment;

import io.sluice.log.DiskFile;
import io.sluice.log.FileDisk;
import io.sluice.log.FormatTooNew;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.model.PartitionId;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a segment file holds, as text: its header, its blocks, its runs (messages of one partition in one block), its messages. */
public final class ShowSegment {
    private static final int REASONS_NAMED = 8;

    private final SegmentReader segment;
    private final PrintStream out;
    private final PrintStream err;

    private ShowSegment(SegmentReader segment, PrintStream out, PrintStream err) {
        this.segment = segment;
        this.out = out;
        this.err = err;
    }

    /**
     * Changes nothing.
     *
     * @param messages whether to show each of them, too, which reads all blocks
     * @param err told in a line what cannot be read
     * @return whether all could be read, and of messages that are sealed, whether {@code seal} has the keys
     */
    public static boolean show(String file, boolean messages, PayloadSeal seal, PrintStream out, PrintStream err) {
        try (DiskFile opened = FileDisk.openToRead(Path.of(file))) {
            SegmentReader segment = SegmentReader.open(file, Source.of(opened)).under(seal);
            ShowSegment show = new ShowSegment(segment, out, err);
            show.frame(opened.size());
            return !messages || show.messages(file);
        } catch (NoSuchFileException e) {
            err.println("sluice: there is no file " + file);
        } catch (AccessDeniedException e) {
            err.println("sluice: no permission to read " + file);
        } catch (SegmentDamaged | FormatTooNew e) {
            err.println("sluice: " + e.getMessage());
        } catch (IOException e) {
            err.println("sluice: cannot read " + file + ": " + e.getMessage());
        }
        return false;
    }

    private void frame(long size) {
        SegmentId id = segment.id();
        SegmentIndex index = segment.index();
        out.printf(Locale.ROOT, "%s%n", id.name());
        out.printf(
                Locale.ROOT,
                "shard %d, epoch %d, position %d, number %d%n",
                id.shard(),
                id.epoch(),
                id.position(),
                id.number());
        out.printf(Locale.ROOT, "format %d, %,d bytes%n%n", SegmentFormat.VERSION, size);
        out.printf(
                Locale.ROOT,
                "%7s %13s %10s %10s %4s %12s %5s %9s%n",
                "BLOCK",
                "AT",
                "STORED",
                "PLAIN",
                "%",
                "TENANT",
                "KEY",
                "MESSAGES");
        for (int number = 0; number < index.blocks(); number++) {
            BlockEntry block = index.block(number);
            long percent = Math.round(100.0 * block.storedBytes() / block.plainBytes());
            out.printf(
                    Locale.ROOT,
                    "%7d %,13d %,10d %,10d %4d ",
                    number,
                    block.position(),
                    block.storedBytes(),
                    block.plainBytes(),
                    percent);
            out.printf(Locale.ROOT, "%12s %5d %,9d%n", block.tenant(), block.keyId(), block.messages());
        }
        out.printf(
                Locale.ROOT,
                "%n%20s %12s %12s %9s %13s %24s %24s %7s%n",
                "PARTITION",
                "FIRST",
                "LAST",
                "MESSAGES",
                "BYTES",
                "OLDEST",
                "NEWEST",
                "BLOCK");
        for (int i = 0; i < index.runs(); i++) {
            Run run = index.run(i);
            out.printf(Locale.ROOT, "%20s %12d %12d ", partition(run.partition()), run.first(), run.last());
            out.printf(
                    Locale.ROOT,
                    "%,9d %,13d %24s %24s ",
                    run.messages(),
                    run.bytes(),
                    time(run.oldestMs()),
                    time(run.newestMs()));
            out.printf(Locale.ROOT, "%7d%n", index.blockOf(i));
        }
    }

    /** Goes on behind blocks that are damaged, or intact and sealed without a key; returns whether there was none. */
    private boolean messages(String file) throws IOException {
        boolean whole = true;
        long sealed = 0;
        Set<String> reasons = new LinkedHashSet<>();
        out.printf(Locale.ROOT, "%n%20s %12s %24s %10s %10s%n", "PARTITION", "OFFSET", "SENT", "BYTES", "ENVELOPE");
        for (int number = 0; number < segment.index().blocks(); number++) {
            try {
                Block block = segment.block(number);
                for (int i = 0; i < block.messages(); i++) {
                    print(block.message(i));
                }
            } catch (SegmentDamaged e) {
                err.println("sluice: " + e.getMessage());
                whole = false;
            } catch (PayloadLocked e) {
                sealed += segment.index().block(number).messages();
                reasons.add(String.valueOf(e.getMessage()));
            }
        }
        if (sealed > 0) {
            err.printf(
                    Locale.ROOT,
                    "sluice: %,d messages of %s are sealed: %s; --data names the data directory that they are of,"
                            + " --master-key its master key%n",
                    sealed,
                    file,
                    inWords(reasons));
        }
        return whole && sealed == 0;
    }

    private static String inWords(Set<String> reasons) {
        String named = reasons.stream().limit(REASONS_NAMED).collect(Collectors.joining(", "));
        return named
                + (reasons.size() > REASONS_NAMED ? " and " + (reasons.size() - REASONS_NAMED) + " keys more" : "");
    }

    private void print(StoredMessage message) {
        out.printf(Locale.ROOT, "%20s %12d ", partition(message.partition()), message.offset());
        out.printf(
                Locale.ROOT, "%24s %,10d %,10d%n", time(message.sentMs()), message.bytes(), message.envelope().length);
    }

    private static String partition(PartitionId partition) {
        return partition.incarnation() + "/" + partition.index();
    }

    private static String time(long ms) {
        return Instant.ofEpochMilli(ms).toString();
    }
}
