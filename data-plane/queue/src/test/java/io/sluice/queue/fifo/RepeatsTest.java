package io.sluice.queue.fifo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.MessageId;
import io.sluice.queue.Bodies;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Hash128;
import io.sluice.queue.command.Reply;
import io.sluice.queue.image.ImageWalk;
import io.sluice.queue.image.StateImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What was sent to a FIFO topic before is kept once. */
class RepeatsTest {
    private static final Hash128 NAME = new Hash128(1, 2);

    @Test
    void repeatWithinFiveMinutesGivesTheFirst() {
        FifoRig rig = new FifoRig();
        Reply.Placing first = rig.send(1, NAME);
        rig.pass(Repeats.WINDOW_MS - 1);
        Reply.Placing second = rig.send(1, NAME);
        assertThat(second).isEqualTo(new Reply.Placing(first.id(), first.offset(), false));
        assertThat(rig.topic().ready()).isEqualTo(1);
        rig.restart();
        assertThat(rig.send(1, NAME)).as("after a restart").isEqualTo(second);
        rig.pass(1);
        assertThat(rig.send(1, NAME).fresh()).as("five minutes later").isTrue();
    }

    @Test
    void messageThatIsGoneIsRememberedAndWhatPurgeTookToo() {
        FifoRig rig = new FifoRig();
        Reply.Placing first = rig.send(1, NAME);
        rig.ack(rig.receive(1));
        assertThat(rig.send(1, NAME).id()).isEqualTo(first.id());
        rig.state.apply(new Command.Purge(FifoRig.QUEUE, 60_000));
        assertThat(rig.send(1, NAME).fresh()).isFalse();
    }

    @Test
    void repeatIsBilledAsARequest() {
        FifoRig rig = new FifoRig();
        rig.send(1, NAME);
        rig.send(1, NAME);
        assertThat(rig.topic().meters.opsIn).isEqualTo(2);
        assertThat(rig.topic().meters.ingressBytes).isEqualTo(2 * FifoRig.BYTES);
    }

    @Test
    void tenMillionIdsTakeLessThanSixtyFourBytesEach() throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1500m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RepeatsTenMillion.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(program.waitFor()).as(said).isZero();
        System.out.println("bytes an id, by the state's own count, longest add, image step, sweep in us: " + said);
        String[] figures = said.split(" ", -1);
        assertThat(Double.parseDouble(figures[0])).isLessThan(64);
        assertThat(Double.parseDouble(figures[1])).isBetween(Double.parseDouble(figures[0]) * 0.9, 64.0);
    }

    @Property(tries = 30)
    void tableKnowsWhatAMapKnows(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Repeats repeats = new Repeats();
        Map<Hash128, Long> times = new HashMap<>();
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(100);
            long name = random.nextLong(4_000);
            Hash128 hash = new Hash128(name << 54, name % 7); // many that collide
            boolean known = times.containsKey(hash) && now - times.get(hash) < Repeats.WINDOW_MS;
            long found = repeats.find(hash, now);
            assertThat(found >= 0).isEqualTo(known);
            if (found >= 0) {
                assertThat(repeats.offset(found)).isEqualTo(name);
                assertThat(repeats.message(found)).isEqualTo(new MessageId(name, times.getOrDefault(hash, -1L)));
            } else {
                repeats.add(hash, new MessageId(name, now), name, now);
                times.put(hash, now);
            }
            if (random.nextInt(500) == 0) {
                now += random.nextLong(Repeats.WINDOW_MS);
                repeats.sweep(now, random.nextInt(3_000));
            }
        }
    }

    /** Images of changes hold the new ones alone, and what too long a walk sees go is in the image still. */
    @Property(tries = 20)
    void imagesInStepsBringAllBack(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FifoRig rig = new FifoRig();
        List<List<ByteBuffer>> chain = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            sendSome(rig, random, random.nextInt(9_000));
            boolean all = chain.isEmpty() || random.nextInt(4) == 0;
            if (all) {
                chain.clear();
            }
            String hash = StateImage.hash(rig.state);
            ImageWalk walk = rig.state.beginImage(all);
            List<ByteBuffer> image = new ArrayList<>();
            while (!walk.isDone()) {
                sendSome(rig, random, random.nextInt(20));
                image.addAll(walk.step(100));
            }
            chain.addFirst(image);
            List<Iterator<ByteBuffer>> images = new ArrayList<>();
            chain.forEach(blocks -> images.add(
                    blocks.stream().map(ByteBuffer::duplicate).toList().iterator()));
            ShardState restored = StateImage.restore(images, new ShardState(Bodies.NOWHERE));
            assertThat(StateImage.hash(restored)).as("round %d", round).isEqualTo(hash);
        }
    }

    private static void sendSome(FifoRig rig, SplittableRandom random, int count) {
        for (int i = 0; i < count; i++) {
            if (random.nextInt(1_000) == 0) {
                rig.pass(random.nextLong(100_000));
                rig.state.tidy();
            }
            rig.send(random.nextInt(5) + 1, new Hash128(random.nextLong(), random.nextLong()));
        }
    }
}
