package io.sluice.queue.command;

import io.sluice.model.MessageId;
import io.sluice.model.TenantId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A body file's record in commands and state images: id 8, message 16, tenant 8, length 8, file bytes 8, hash 32, flags 1 (1
 * on disk, 2 in the store).
 */
public final class BodyFileWire {
    static final int BYTES = 8 + 16 + 8 + 8 + 8 + 32 + 1;
    private static final int HASH_BYTES = 32;
    private static final int ON_DISK = 1;
    private static final int IN_STORE = 2;

    private BodyFileWire() {}

    public static void toWire(BodyFile file, ByteBuffer out) {
        out.putLong(file.id());
        out.putLong(file.message().high()).putLong(file.message().low());
        out.putLong(file.tenant().account());
        out.putLong(file.length()).putLong(file.fileBytes()).put(file.hash());
        out.put((byte) ((file.onDisk() ? ON_DISK : 0) | (file.inStore() ? IN_STORE : 0)));
    }

    public static BodyFile fromWire(ByteBuffer in) {
        long id = in.getLong();
        MessageId message = new MessageId(in.getLong(), in.getLong());
        TenantId tenant = new TenantId(in.getLong());
        long length = in.getLong();
        long fileBytes = in.getLong();
        byte[] hash = new byte[HASH_BYTES];
        in.get(hash);
        int flags = in.get();
        return new BodyFile(
                id, message, tenant, length, fileBytes, hash, (flags & ON_DISK) != 0, (flags & IN_STORE) != 0);
    }

    static int sizeBound(List<Command.Attached> files) {
        return 4 + (4 + BYTES) * files.size();
    }

    static void putAttached(List<Command.Attached> files, ByteBuffer out) {
        out.putInt(files.size());
        for (Command.Attached one : files) {
            out.putInt(one.message());
            toWire(one.file(), out);
        }
    }

    static List<Command.Attached> attached(ByteBuffer in) {
        int count = Wire.count(in, 4 + BYTES);
        List<Command.Attached> files = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            files.add(new Command.Attached(in.getInt(), fromWire(in)));
        }
        return files;
    }
}
