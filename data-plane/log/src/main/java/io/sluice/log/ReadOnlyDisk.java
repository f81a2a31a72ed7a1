package io.sluice.log;

import java.io.IOException;
import java.util.List;

/** A disk that somebody looks at. Its files can be read; every attempt to change something is a mistake. */
final class ReadOnlyDisk implements Disk {
    private final Disk files;

    ReadOnlyDisk(Disk files) {
        this.files = files;
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return openToRead(name);
    }

    @Override
    public DiskFile create(String name) {
        throw new UnsupportedOperationException("only for reading");
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return files.openToRead(name);
    }

    @Override
    public List<String> list() throws IOException {
        return files.list();
    }

    @Override
    public boolean exists(String name) throws IOException {
        return files.exists(name);
    }

    @Override
    public void rename(String from, String to) {
        throw new UnsupportedOperationException("only for reading");
    }

    @Override
    public void remove(String name) {
        throw new UnsupportedOperationException("only for reading");
    }

    @Override
    public long freeBytes() throws IOException {
        return files.freeBytes();
    }

    @Override
    public void forceNames() {
        throw new UnsupportedOperationException("only for reading");
    }
}
