package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.TenantId;
import io.sluice.queue.command.Command;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class MailboxTest {
    private static final TenantId LOUD = new TenantId(1);
    private static final TenantId QUIET = new TenantId(2);

    private final Mailbox mailbox = new Mailbox();

    @Test
    void quietTenantWaitsForOneRequestOfTheLoudOneNotForAll() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(mailbox.offer(request(LOUD, 10))).isTrue();
        }
        mailbox.offer(request(QUIET, 10));
        assertThat(List.of(next(), next())).containsExactly(LOUD, QUIET);
    }

    @Test
    void fullLaneRefusesItsTenantOnly() {
        int taken = 0;
        while (mailbox.offer(request(LOUD, 10))) {
            taken++;
        }
        assertThat(taken).isEqualTo(Mailbox.LANE_REQUESTS);
        assertThat(mailbox.offer(request(QUIET, 10))).isTrue();
        mailbox.take();
        assertThat(mailbox.offer(request(LOUD, 10))).isTrue();
    }

    @Test
    void laneIsBoundedInBytesToo() {
        int size = 1 << 20;
        int taken = 0;
        while (mailbox.offer(request(LOUD, size))) {
            taken++;
        }
        assertThat((long) taken * size).isEqualTo(Mailbox.LANE_BYTES);
    }

    @Test
    void emptyLaneIsGoneAndComesBack() {
        for (int i = 0; i < 3; i++) {
            assertThat(mailbox.offer(request(LOUD, 10))).isTrue();
            assertThat(mailbox.take()).isNotNull();
            assertThat(mailbox.take()).isNull();
            assertThat(mailbox.isEmpty()).isTrue();
        }
    }

    @Test
    void whatWasTakenMakesRoomForAsMuchHoweverLongTheLaneIsInUse() {
        int size = 1 << 20;
        mailbox.offer(request(LOUD, size));
        mailbox.offer(request(LOUD, size));
        for (long bytes = 0; bytes < 2 * Mailbox.MAILBOX_BYTES; bytes += size) {
            assertThat(mailbox.take()).isNotNull();
            assertThat(mailbox.offer(request(LOUD, size))).isTrue();
        }
        assertThat(mailbox.waitingBytes()).isEqualTo(2L * size);
    }

    private TenantId next() {
        return Objects.requireNonNull(mailbox.take()).tenant();
    }

    private static Request request(TenantId tenant, int bytes) {
        return new Request.Propose(tenant, new Command.Tick(), bytes, reply -> {});
    }
}
