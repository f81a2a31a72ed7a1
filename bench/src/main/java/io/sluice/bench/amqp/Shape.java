package io.sluice.bench.amqp;

/** Over how many connections, and channels in each, the messages under way are spread. */
public record Shape(int connections, int channels) {
    /** Messages that a publisher has not seen confirmed, or consumers have not acknowledged, all together at most. */
    public static final int UNDER_WAY = 640;

    int perConnection() {
        return UNDER_WAY / connections;
    }

    int perChannel() {
        return perConnection() / channels;
    }

    @Override
    public String toString() {
        return connections + "×" + channels;
    }
}
