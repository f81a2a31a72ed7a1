package io.sluice.testkit;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import io.sluice.log.DiskFull;
import io.sluice.testkit.DiskTrace.Step;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that keeps its promises and not a bit more: what was not forced may be lost at a power loss, sector by
 * sector, and names that were not forced from the last one on. It also fills up, fails to force, and rots, as told. The same
 * calls with the same random numbers give the same disk. For one thread.
 */
public final class FaultyDisk implements Disk {
    private final Names names = new Names();
    private final List<String> open = new ArrayList<>();
    private long capacity = Long.MAX_VALUE;
    private long life;
    private boolean off;
    private boolean keepsAll;
    private boolean noMoreFiles;
    private long callsToPowerLoss = Long.MAX_VALUE;
    private @Nullable RandomGenerator tearing;
    private int forcesToFailure = Integer.MAX_VALUE;
    private LogFault logFault = LogFault.NONE;
    private long calls;
    private long forces;
    private long writtenBytes;
    private @Nullable DiskTrace trace;

    /** What goes wrong with a file of the log, and with no other. */
    public enum LogFault {
        NONE,
        /** The power goes in the middle of the next write, of which any part may be there. */
        TORN_WRITE,
        /** The next force fails: what it should have forced is never written, but can be read as long as the power stays. */
        FAILED_FORCE
    }

    /** From now on all that changes this disk is written down there. */
    public void record(DiskTrace into) {
        trace = into;
    }

    @Override
    public DiskFile open(String name) throws IOException {
        call();
        Content content = names.now().get(name);
        return opened(name, content == null ? created(name) : content);
    }

    @Override
    public DiskFile create(String name) throws IOException {
        call();
        if (names.now().containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        return opened(name, created(name));
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        call();
        Content content = names.now().get(name);
        if (content == null) {
            throw new NoSuchFileException(name);
        }
        return opened(name, content);
    }

    private DiskFile opened(String name, Content content) {
        open.add(name);
        return new FaultyFile(this, name, content, life);
    }

    private Content created(String name) throws DiskFull {
        if (noMoreFiles) {
            throw new DiskFull("no more files on this simulated disk");
        }
        Content created = new Content();
        names.change(all -> all.put(name, created));
        note(new Step.Created(name, created));
        return created;
    }

    @Override
    public List<String> list() throws IOException {
        call();
        return List.copyOf(names.now().keySet());
    }

    @Override
    public boolean exists(String name) throws IOException {
        call();
        return names.now().containsKey(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        call();
        Content content = content(from);
        names.change(all -> {
            all.remove(from);
            all.put(to, content);
        });
        note(new Step.Renamed(from, to));
    }

    @Override
    public void remove(String name) throws IOException {
        call();
        if (keepsAll) {
            throw new IOException("a removal that failed on purpose");
        }
        if (names.now().containsKey(name)) {
            names.change(all -> all.remove(name));
            note(new Step.Removed(name));
        }
    }

    @Override
    public long freeBytes() {
        return capacity == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, capacity - usedBytes());
    }

    @Override
    public void forceNames() throws IOException {
        call();
        countForce();
        names.force();
        note(new Step.NamesForced());
    }

    /** Power loss now, or after the one that was planned; what is left can be opened again, files that were open cannot. */
    public void crash(RandomGenerator random) {
        // In the order of names, whatever the order of the calls was: the same for every run.
        names.now().values().forEach(content -> content.crash(random));
        names.crash(random);
        names.now().values().stream().filter(Content::hasUnforced).forEach(content -> content.crash(random));
        life++;
        open.clear();
        off = false;
        callsToPowerLoss = Long.MAX_VALUE;
        forcesToFailure = Integer.MAX_VALUE;
        logFault = LogFault.NONE;
    }

    /** A process was killed: all that was written is there, but files that were open cannot be used. */
    public void kill() {
        life++;
        open.clear();
        off = false;
        callsToPowerLoss = Long.MAX_VALUE;
    }

    /** The call after that many more throws {@link PowerLoss}, in the middle of its work if it writes; so do all that follow. */
    public void powerLossAfter(long moreCalls, RandomGenerator random) {
        callsToPowerLoss = calls + moreCalls;
        tearing = random;
    }

    /** All files together take at most that many bytes from now on. */
    public void fillAfter(long bytes) {
        capacity = bytes;
    }

    /** Whether no file can be made, whatever space there is. */
    public void noMoreFiles(boolean none) {
        noMoreFiles = none;
    }

    /** Whether nothing can be removed. */
    public void keepAll(boolean keeps) {
        keepsAll = keeps;
    }

    /** The n-th force from now on fails, 1 for the next: what it should have forced is never written. */
    public void failForce(int n) {
        forcesToFailure = n;
    }

    /** Waits for the log; once. */
    public void next(LogFault fault, RandomGenerator random) {
        logFault = fault;
        tearing = random;
    }

    /** Changes one bit behind everybody's back. */
    public void flipBit(String name, int at, int bit) throws IOException {
        content(name).flip(at, bit);
    }

    /** Cuts a file behind everybody's back. */
    public void cut(String name, int size) throws IOException {
        Content content = content(name);
        content.truncate(size);
        content.force();
    }

    /** A copy of what the file holds now. */
    public byte[] bytes(String name) throws IOException {
        Content content = content(name);
        return Arrays.copyOf(content.now(), content.size());
    }

    /** Replaces what a file holds, durably, creating it if need be. */
    public void put(String name, byte[] bytes) {
        Content content = new Content();
        content.write(bytes, 0);
        content.force();
        names.change(all -> all.put(name, content));
        names.force();
    }

    /** Another disk with the same content, all of it durable. */
    public FaultyDisk copy() {
        FaultyDisk copy = new FaultyDisk();
        names.now().forEach((name, content) -> copy.put(name, Arrays.copyOf(content.now(), content.size())));
        return copy;
    }

    /** What all files together take now. */
    public long usedBytes() {
        return names.now().values().stream().mapToLong(Content::size).sum();
    }

    /** The names under which files have been opened and not closed, once for each time. */
    public List<String> openFiles() {
        return List.copyOf(open);
    }

    /** Calls so far, of the disk and its files. */
    public long calls() {
        return calls;
    }

    /** Forces so far, of files and of names; what a simulator makes cost time. */
    public long forces() {
        return forces;
    }

    /** Bytes written so far. */
    public long writtenBytes() {
        return writtenBytes;
    }

    /** The same for the same names and contents. */
    public long contentHash() {
        long hash = 17;
        for (var file : names.now().entrySet()) {
            CRC32C crc = new CRC32C();
            crc.update(file.getValue().now(), 0, file.getValue().size());
            hash = hash * 31 + file.getKey().hashCode();
            hash = hash * 31 + crc.getValue();
            hash = hash * 31 + file.getValue().size();
        }
        return hash;
    }

    void call() {
        if (off || calls >= callsToPowerLoss) {
            off = true;
            throw new PowerLoss();
        }
        calls++;
    }

    void write(Content content, byte[] bytes, long at) throws IOException {
        if (meets(LogFault.TORN_WRITE, content)) {
            callsToPowerLoss = calls;
        }
        if (!off && calls >= callsToPowerLoss && tearing != null) {
            content.write(Arrays.copyOf(bytes, tearing.nextInt(bytes.length + 1)), Math.toIntExact(at));
        }
        call();
        long growth = Math.max(0, at + bytes.length - content.size());
        long space = capacity - usedBytes();
        if (growth > 0 && growth > space) {
            int fits = Math.clamp(bytes.length - growth + Math.max(0, space), 0, bytes.length);
            content.write(Arrays.copyOf(bytes, fits), Math.toIntExact(at));
            throw new DiskFull("no space left on this simulated disk");
        }
        content.write(bytes, Math.toIntExact(at));
        note(new Step.Written(content, bytes, Math.toIntExact(at)));
        writtenBytes += bytes.length;
    }

    void force(Content content) throws IOException {
        if (content.hasUnforced() && meets(LogFault.FAILED_FORCE, content)) {
            forcesToFailure = 1;
        }
        call();
        try {
            countForce();
        } catch (IOException e) {
            content.forgetUnforced();
            throw e;
        }
        content.force();
        note(new Step.Forced(content));
    }

    void truncate(Content content, int size) {
        content.truncate(size);
        note(new Step.Cut(content, size));
    }

    void closed(String name) {
        open.remove(name);
    }

    boolean alive(long bornIn) {
        return bornIn == life;
    }

    private boolean meets(LogFault fault, Content content) {
        boolean met = logFault == fault
                && names.now().entrySet().stream()
                        .anyMatch(file -> file.getKey().startsWith("log-") && file.getValue() == content);
        if (met) {
            logFault = LogFault.NONE;
        }
        return met;
    }

    private void note(Step step) {
        if (trace != null) {
            trace.add(step);
        }
    }

    private void countForce() throws IOException {
        forces++;
        if (forcesToFailure != Integer.MAX_VALUE && --forcesToFailure == 0) {
            forcesToFailure = Integer.MAX_VALUE;
            throw new IOException("a force that failed on purpose");
        }
    }

    private Content content(String name) throws FileNotFoundException {
        Content content = names.now().get(name);
        if (content == null) {
            throw new FileNotFoundException(name);
        }
        return content;
    }
}
