package io.sluice.bench.scenario;

import io.sluice.bench.load.Wire;

/** AWS JSON 1.0. */
final class JsonWords implements Words {
    private final Wire wire;
    private final String action;
    private final StringBuilder json;
    private boolean entries;

    JsonWords(Wire wire, String url, String action) {
        this.wire = wire;
        this.action = action;
        this.json = new StringBuilder("{\"QueueUrl\":\"").append(url).append('"');
    }

    @Override
    public Words text(String name, String value) {
        json.append(",\"").append(name).append("\":\"").append(value).append('"');
        return this;
    }

    @Override
    public Words whole(String name, int value) {
        json.append(",\"").append(name).append("\":").append(value);
        return this;
    }

    @Override
    public Words entry(String id) {
        json.append(entries ? "}," : ",\"Entries\":[")
                .append("{\"Id\":\"")
                .append(id)
                .append('"');
        entries = true;
        return this;
    }

    @Override
    public byte[] request() {
        return wire.request(action, json.append(entries ? "}]}" : "}").toString());
    }
}
