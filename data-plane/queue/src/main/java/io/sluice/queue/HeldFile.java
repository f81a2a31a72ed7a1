package io.sluice.queue;

import io.sluice.queue.command.BodyFile;

/** A body file and the message that it belongs to; a file belongs to one message at a time. */
public final class HeldFile {
    public BodyFile file;
    public TopicState topic;
    public long offset;

    public HeldFile(BodyFile file, TopicState topic, long offset) {
        this.file = file;
        this.topic = topic;
        this.offset = offset;
    }
}
