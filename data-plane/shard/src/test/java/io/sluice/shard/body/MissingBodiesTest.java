package io.sluice.shard.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.log.Disk;
import io.sluice.log.body.BodyDamaged;
import io.sluice.model.MessageId;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Segment;
import io.sluice.shard.Rig;
import io.sluice.shard.tier.Tiers;
import io.sluice.testkit.FaultyDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is remembered of bodies that nobody has goes with the last message that names them. */
final class MissingBodiesTest {
    private static final BodyFile IN_STORE = body(1, false, true);
    private static final BodyFile ON_DISK = body(2, true, false);

    private final Disk other = new FaultyDisk();
    private Rig rig;
    private Tiers tiers;

    @BeforeEach
    void tiersAlone() throws Exception {
        rig = new Rig(1);
        tiers = new Tiers(rig.settings(0), rig, rig.storage(new FaultyDisk()), Runnable::run);
    }

    private static BodyFile body(int number, boolean onDisk, boolean inStore) {
        return new BodyFile(
                Segment.id(1, number), new MessageId(7, number), Rig.TENANT, 10, 100, new byte[32], onDisk, inStore);
    }

    @Test
    void missingObjectIsLostAMinuteAfterItWasMissedFirst() {
        isAskedForAgain();
        aMinutePasses();
        assertThatThrownBy(this::read).isInstanceOf(BodyDamaged.class);
    }

    @Test
    void missingObjectIsForgottenWithItsMessage() {
        tiers.memtable().moved(null, IN_STORE);
        isAskedForAgain();
        aMinutePasses();
        tiers.memtable().moved(IN_STORE, null);
        isAskedForAgain();
    }

    @Test
    void missingObjectIsRememberedWhileAMessageNamesIt() {
        tiers.memtable().moved(null, IN_STORE);
        isAskedForAgain();
        aMinutePasses();
        tiers.memtable().moved(ON_DISK, null);
        tiers.memtable().moved(IN_STORE, IN_STORE);
        assertThatThrownBy(this::read).isInstanceOf(BodyDamaged.class);
    }

    @Test
    void fileThatWasNotThereToBeCopiedIsForgottenWithItsMessage() throws Exception {
        tiers.memtable().moved(null, ON_DISK);
        assertThatThrownBy(this::copy).isInstanceOf(IOException.class);
        copy(); // missed twice: named where the message arrives
        tiers.memtable().moved(ON_DISK, null);
        assertThatThrownBy(this::copy).isInstanceOf(IOException.class);
        assertThat(other.list()).isEmpty();
    }

    private void aMinutePasses() {
        rig.time.advanceMs(BodyDoubts.FIRST_REST_MS);
        tiers.consider(rig.time.monoNs() / 1_000_000, 0, 0);
    }

    private void isAskedForAgain() {
        assertThatThrownBy(this::read)
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(BodyDamaged.class)
                .hasMessageContaining("is asked for again");
    }

    private void read() throws IOException {
        tiers.bodyReads().read(IN_STORE, 0, ByteBuffer.allocate(10));
    }

    private void copy() throws IOException {
        tiers.bodyReads().copy(ON_DISK, other, "copy");
    }
}
