package io.sluice.bench.load;

import java.util.ArrayDeque;

/** The connections of one script; idle ones wait here. */
final class Group {
    final Script script;
    final ArrayDeque<Connection> idle = new ArrayDeque<>();
    int underWay;

    Group(Script script) {
        this.script = script;
    }

    boolean owesAnswers() {
        return underWay > 0 && script.awaited();
    }
}
