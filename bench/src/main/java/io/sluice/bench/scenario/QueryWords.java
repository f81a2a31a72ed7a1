package io.sluice.bench.scenario;

import io.sluice.bench.load.Wire;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The Query protocol, as old SDKs speak it. */
final class QueryWords implements Words {
    private final Wire wire;
    private final String action;
    private final StringBuilder form;
    private String prefix = "";
    private int entries;

    QueryWords(Wire wire, String url, String action) {
        this.wire = wire;
        this.action = action;
        this.form = new StringBuilder("Action=" + action + "&Version=2012-11-05");
        text("QueueUrl", url);
    }

    @Override
    public Words text(String name, String value) {
        form.append('&').append(prefix).append(name).append('=');
        form.append(URLEncoder.encode(value, StandardCharsets.US_ASCII));
        return this;
    }

    @Override
    public Words whole(String name, int value) {
        return text(name, Integer.toString(value));
    }

    @Override
    public Words entry(String id) {
        prefix = action + "RequestEntry." + ++entries + ".";
        return text("Id", id);
    }

    @Override
    public byte[] request() {
        return wire.form(form.toString());
    }
}
