package io.sluice.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ConnectionMeterTest {
    private static final TenantId ONE = new TenantId(1);
    private static final TenantId TWO = new TenantId(2);

    private record Tick(long gateway, long minute, Map<TenantId, Long> connectedMs) {}

    private final AtomicLong nanos = new AtomicLong(5);
    private final AtomicBoolean deaf = new AtomicBoolean();
    private final List<Tick> ticks = new ArrayList<>();
    private final ConnectionMeter meter = new ConnectionMeter(
            (gateway, minute, connectedMs) -> {
                if (deaf.get()) {
                    throw new IllegalStateException("not now");
                }
                ticks.add(new Tick(gateway, minute, connectedMs));
            },
            42,
            nanos::get);

    private void pass(double ms) {
        nanos.addAndGet((long) (ms * 1_000_000));
    }

    @Test
    void tenantsAreToldTheSumOfTheirConnections() {
        ConnectionMeter.Link first = meter.open(ONE);
        pass(100);
        meter.open(ONE);
        meter.open(TWO);
        pass(50);
        first.close();
        meter.tick();
        pass(10);
        meter.tick();
        assertThat(ticks)
                .containsExactly(
                        new Tick(42, 0, Map.of(ONE, 200L, TWO, 50L)), new Tick(42, 1, Map.of(ONE, 10L, TWO, 10L)));
    }

    @Test
    void partsOfAMillisecondAddUp() {
        for (int i = 0; i < 10; i++) {
            ConnectionMeter.Link link = meter.open(ONE);
            pass(0.5);
            link.close();
            meter.tick();
        }
        assertThat(ticks.stream().mapToLong(tick -> tick.connectedMs().get(ONE)).sum())
                .isEqualTo(5);
    }

    @Test
    void whatCouldNotBeToldIsToldNext() {
        meter.open(ONE);
        pass(7);
        deaf.set(true);
        assertThatThrownBy(meter::tick).isInstanceOf(IllegalStateException.class);
        deaf.set(false);
        pass(1);
        meter.tick();
        assertThat(ticks.getFirst().connectedMs()).isEqualTo(Map.of(ONE, 8L));
    }
}
