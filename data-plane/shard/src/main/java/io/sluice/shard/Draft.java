package io.sluice.shard;

import io.sluice.queue.command.Command;
import io.sluice.queue.command.CommandCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A frame from its first command to its answers. Its buffer is used again for a later frame. */
final class Draft {
    /** Commands in one frame at the most, which bounds how long applying it keeps the thread. */
    private static final int MAX_COMMANDS = 4_096;

    private final ByteBuffer buffer;
    private final List<Command> commands = new ArrayList<>();
    private final List<Request.Answer> answers = new ArrayList<>();
    private long timeMs;
    private long end;
    private long bodies;

    Draft(int bytes) {
        buffer = ByteBuffer.allocateDirect(bytes);
    }

    void begin(long now) {
        timeMs = now;
        bodies = 0;
        buffer.clear();
        commands.clear();
        answers.clear();
    }

    boolean fits(Command command) {
        return commands.size() < MAX_COMMANDS && CommandCodec.sizeBound(command) <= buffer.remaining();
    }

    /** @param addsBodies what applying it will add to the memtable, bytes */
    void add(Command command, long addsBodies, Request.Answer answer) {
        CommandCodec.toWire(command, buffer);
        commands.add(command);
        answers.add(answer);
        bodies += addsBodies;
    }

    ByteBuffer seal() {
        return buffer.flip();
    }

    void sealedAt(long end) {
        this.end = end;
    }

    /** Of the commands so far. */
    int bytes() {
        return buffer.position();
    }

    boolean isEmpty() {
        return commands.isEmpty();
    }

    int size() {
        return commands.size();
    }

    Command command(int i) {
        return commands.get(i);
    }

    Request.Answer answer(int i) {
        return answers.get(i);
    }

    long timeMs() {
        return timeMs;
    }

    long end() {
        return end;
    }

    long bodies() {
        return bodies;
    }
}
