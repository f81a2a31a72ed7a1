package io.sluice.simulation;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A disk whose calls take time where the caller is a {@link SimThreads thread}; others can be served in between. */
final class PausingDisk implements Disk {
    private final Disk disk;
    private final Runnable pause;

    PausingDisk(Disk disk, Runnable pause) {
        this.disk = disk;
        this.pause = pause;
    }

    private Disk paused() {
        if (SimThreads.onOne()) {
            pause.run();
        }
        return disk;
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new PausingFile(paused().open(name));
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return new PausingFile(paused().create(name));
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return new PausingFile(paused().openToRead(name));
    }

    @Override
    public List<String> list() throws IOException {
        return paused().list();
    }

    @Override
    public boolean exists(String name) throws IOException {
        return disk.exists(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        paused().rename(from, to);
    }

    @Override
    public void remove(String name) throws IOException {
        paused().remove(name);
    }

    @Override
    public long freeBytes() throws IOException {
        return disk.freeBytes();
    }

    @Override
    public void forceNames() throws IOException {
        paused().forceNames();
    }

    private final class PausingFile implements DiskFile {
        private final DiskFile file;

        PausingFile(DiskFile file) {
            this.file = file;
        }

        private DiskFile paused() {
            if (SimThreads.onOne()) {
                pause.run();
            }
            return file;
        }

        @Override
        public void write(ByteBuffer bytes, long at) throws IOException {
            paused().write(bytes, at);
        }

        @Override
        public int read(ByteBuffer bytes, long at) throws IOException {
            return file.read(bytes, at);
        }

        @Override
        public void force() throws IOException {
            paused().force();
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
