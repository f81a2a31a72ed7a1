package io.sluice.simulation;

import io.sluice.log.seal.Nonce;
import io.sluice.log.seal.PayloadKey;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.model.Envelope;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.CommandCodec;
import io.sluice.simulation.check.Check;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every payload that any shard ever appended to its log, torn tails too: it lies under a key of its own tenant, and no two
 * have the same key and nonce.
 */
final class SealLedger {
    private final World world;
    private final Map<Used, byte[]> used = new HashMap<>();

    private record Used(int key, Nonce nonce) {}

    SealLedger(World world) {
        this.world = world;
    }

    void appended(ByteBuffer commands) {
        ByteBuffer in = commands.duplicate();
        while (in.hasRemaining()) {
            look(CommandCodec.fromWire(in));
        }
    }

    private void look(Command command) {
        switch (command) {
            case Command.Send send -> sent(send.partition(), send.messages());
            case Command.SendFiled filed ->
                sent(filed.send().partition(), filed.send().messages());
            case Command.Schedule schedule -> sent(schedule.partition(), schedule.messages());
            case Command.Arrive arrive -> arrived(arrive);
            case Command.ArriveFiled filed -> arrived(filed.arrive());
            case Command.Once once -> look(once.send());
            default -> {}
        }
    }

    private void sent(PartitionId partition, List<Command.NewMessage> messages) {
        messages.forEach(message -> envelope(partition, message.envelope()));
    }

    private void arrived(Command.Arrive arrive) {
        arrive.messages().forEach(message -> envelope(arrive.target(), message.envelope()));
    }

    private void envelope(PartitionId partition, byte[] envelope) {
        TenantId tenant = world.catalog.owner(partition);
        boolean sealed = Envelope.isSealed(envelope);
        world.verdict.expect(
                sealed != world.isPlain(tenant),
                Check.M1,
                null,
                () -> "a payload of " + tenant + " is " + (sealed ? "sealed" : "not sealed"));
        if (sealed) {
            int id = PayloadSeal.keyId(envelope);
            PayloadKey key = world.keys.find(id);
            world.verdict.expect(
                    key != null && key.tenant().equals(tenant),
                    Check.M1,
                    null,
                    () -> "a payload of " + tenant + " lies under key " + id);
            // What is offered once more to another queue is the same.
            byte[] before = used.putIfAbsent(new Used(id, PayloadSeal.nonce(envelope)), envelope);
            world.verdict.expect(
                    before == null || Arrays.equals(before, envelope),
                    Check.M1,
                    null,
                    () -> "two payloads of " + tenant + " have the same nonce");
        }
    }
}
