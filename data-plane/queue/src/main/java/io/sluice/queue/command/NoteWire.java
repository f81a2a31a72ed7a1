package io.sluice.queue.command;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Notes as bytes: when, and the text. Those of an arrival stand behind it as a list, each behind the place of its message in
 * the batch.
 */
public final class NoteWire {
    /** Without its text. */
    private static final int NOTE_BYTES = 8 + 2;

    private static final int MAX_TEXT_BYTES = 0xffff;

    private NoteWire() {}

    static int sizeBound(Command.Nack nack) {
        int size = 4;
        for (Command.Returned message : nack.messages()) {
            size += 8 + 4 + 8 + 2 + textBound(message.reason());
        }
        return size;
    }

    static int sizeBound(Command.Arrive arrive) {
        int size = 0;
        for (Command.Parked message : arrive.messages()) {
            size += message.note() == null
                    ? 0
                    : 4 + NOTE_BYTES + textBound(message.note().reason());
        }
        return size == 0 ? 0 : 1 + 4 + size;
    }

    private static int textBound(String text) {
        return Math.min(MAX_TEXT_BYTES, 3 * text.length());
    }

    static void putReturned(List<Command.Returned> messages, ByteBuffer out) {
        out.putInt(messages.size());
        for (Command.Returned message : messages) {
            out.putLong(message.offset()).putInt(message.delivery()).putLong(message.delayMs());
            Wire.putText(out, message.reason());
        }
    }

    static List<Command.Returned> returned(ByteBuffer in) {
        int count = Wire.count(in, 8 + 4 + 8 + 2);
        List<Command.Returned> messages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            messages.add(new Command.Returned(in.getLong(), in.getInt(), in.getLong(), Wire.text(in)));
        }
        return messages;
    }

    static boolean isNoted(Command.Arrive arrive) {
        return arrive.messages().stream().anyMatch(message -> message.note() != null);
    }

    /** Nothing where no message has one. */
    static void putNotes(Command.Arrive arrive, ByteBuffer out) {
        if (!isNoted(arrive)) {
            return;
        }
        List<Command.Parked> messages = arrive.messages();
        out.putInt((int)
                messages.stream().filter(message -> message.note() != null).count());
        for (int i = 0; i < messages.size(); i++) {
            Note note = messages.get(i).note();
            if (note != null) {
                putNote(note, out.putInt(i));
            }
        }
    }

    /** The same arrival, with the notes that follow it. */
    static Command.Arrive notes(Command.Arrive arrive, ByteBuffer in) {
        List<Command.Parked> messages = new ArrayList<>(arrive.messages());
        for (int count = Wire.count(in, 4 + NOTE_BYTES); count > 0; count--) {
            int index = in.getInt();
            if (index < 0 || index >= messages.size()) {
                throw new IllegalArgumentException("a note for message " + index + " of " + messages.size());
            }
            messages.set(index, messages.get(index).with(note(in)));
        }
        return new Command.Arrive(arrive.source(), arrive.target(), arrive.sourceName(), messages);
    }

    public static void putNote(Note note, ByteBuffer out) {
        Wire.putText(out.putLong(note.atMs()), note.reason());
    }

    public static Note note(ByteBuffer in) {
        long atMs = in.getLong();
        return new Note(Wire.text(in), atMs);
    }
}
