package io.sluice.queue;

/** A body file and the message that it belongs to; a file belongs to one message at a time. */
final class HeldFile {
    BodyFile file;
    TopicState topic;
    long offset;

    HeldFile(BodyFile file, TopicState topic, long offset) {
        this.file = file;
        this.topic = topic;
        this.offset = offset;
    }
}
