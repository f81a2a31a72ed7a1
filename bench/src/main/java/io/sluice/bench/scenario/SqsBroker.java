package io.sluice.bench.scenario;

import io.sluice.bench.load.LoadLoop;
import io.sluice.bench.load.Script;
import io.sluice.bench.peer.Server;
import java.io.IOException;
import java.time.Duration;

/**
 * In batches over 64 connections.
 *
 * @param batch messages a request
 * @param patient whether it is waited for even when its rate falls below a tenth of the first
 */
record SqsBroker(String name, Server server, int batch, boolean patient) implements Broker {
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    /** Who is slower than this for long is not waited for. */
    private static final int SLOWEST_PER_SECOND = 5_000;

    private static final int WARM_UP_BURSTS = 10;

    @Override
    public void warmUp(Run run) throws IOException {
        Rates.of(this, run, "warm-up", WARM_UP_BURSTS);
    }

    @Override
    public String create(String queue) throws IOException {
        return server.createQueue(queue);
    }

    @Override
    public Filled fill(String url, int messages) throws IOException {
        Filling filling = new Filling(new NumberedSends(server.wire(), url, batch), messages);
        Waning waning = new Waning(filling, () -> filling.tenths().done());
        try {
            loop(patient ? filling : waning, patience(messages));
        } catch (IOException | IllegalStateException e) {
            return new Filled(filling.tenths(), filling.refused(), String.valueOf(e.getMessage()));
        }
        String end = filling.tenths().whole()
                ? ""
                : waning.waned() ? "slower than a tenth of the first rate" : "within " + patience(messages);
        return new Filled(filling.tenths(), filling.refused(), end);
    }

    @Override
    public Tenths drain(String url, int messages) throws IOException {
        return draining(url, messages).tenths();
    }

    Draining draining(String url, int messages) throws IOException {
        Draining draining = new Draining(new Requests(server.wire(), url), messages, batch);
        loop(draining, patience(messages));
        if (draining.missing() > 0) {
            throw new IllegalStateException(draining.missing() + " of " + messages + " messages did not come");
        }
        return draining;
    }

    static Duration patience(int messages) {
        return PATIENCE.plusSeconds(messages / SLOWEST_PER_SECOND);
    }

    private void loop(Script script, Duration patience) throws IOException {
        try (LoadLoop loop = new LoadLoop(server.wire().port())) {
            loop.add(script, Run.CONNECTIONS);
            loop.run(patience);
            loop.drain();
        }
    }

    @Override
    public long residentBytes() throws IOException {
        return server.process().residentBytes();
    }
}
