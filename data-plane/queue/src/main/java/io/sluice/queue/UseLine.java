package io.sluice.queue;

import org.jspecify.annotations.Nullable;

/** Topics that are objects, about in the order of their last use: who was used since the last look goes to the end once more. */
final class UseLine {
    private @Nullable TopicState head;
    private @Nullable TopicState tail;
    private int size;

    int size() {
        return size;
    }

    void add(TopicState topic) {
        topic.lineBefore = tail;
        topic.lineAfter = null;
        if (tail == null) {
            head = topic;
        } else {
            tail.lineAfter = topic;
        }
        tail = topic;
        size++;
    }

    void remove(TopicState topic) {
        TopicState before = topic.lineBefore;
        TopicState after = topic.lineAfter;
        if (before == null) {
            head = after;
        } else {
            before.lineAfter = after;
        }
        if (after == null) {
            tail = before;
        } else {
            after.lineBefore = before;
        }
        topic.lineBefore = null;
        topic.lineAfter = null;
        size--;
    }

    /** The first in line, who goes to its end; null if that one was used since the last look. */
    @Nullable
    TopicState next() {
        TopicState first = head;
        if (first == null) {
            return null;
        }
        remove(first);
        add(first);
        boolean used = first.used;
        first.used = false;
        return used ? null : first;
    }
}
