package io.sluice.standalone;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * A disk that measures how long forcing takes.
 *
 * @param sharers shards on the same file system: each counts on its part of what is free, and on no more
 */
record TimedDisk(Disk disk, int sharers, ForceTimes times) implements Disk {
    @Override
    public DiskFile open(String name) throws IOException {
        return new TimedFile(disk.open(name), times);
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return new TimedFile(disk.create(name), times);
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return disk.openToRead(name);
    }

    @Override
    public DiskFile createStream(String name) throws IOException {
        return new TimedFile(disk.createStream(name), times);
    }

    @Override
    public DiskFile openStream(String name) throws IOException {
        return disk.openStream(name);
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public boolean exists(String name) throws IOException {
        return disk.exists(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public boolean link(String name, Disk to, String as) throws IOException {
        return disk.link(name, to, as);
    }

    @Override
    public boolean linked(Path file, String as) throws IOException {
        return disk.linked(file, as);
    }

    @Override
    public void remove(String name) throws IOException {
        disk.remove(name);
    }

    @Override
    public long freeBytes() throws IOException {
        return disk.freeBytes() / sharers;
    }

    @Override
    public void forceNames() throws IOException {
        disk.forceNames();
    }

    private record TimedFile(DiskFile file, ForceTimes times) implements DiskFile {
        @Override
        public void write(ByteBuffer bytes, long at) throws IOException {
            file.write(bytes, at);
        }

        @Override
        public int read(ByteBuffer bytes, long at) throws IOException {
            return file.read(bytes, at);
        }

        @Override
        public void force() throws IOException {
            long start = System.nanoTime();
            file.force();
            times.add(System.nanoTime() - start);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
