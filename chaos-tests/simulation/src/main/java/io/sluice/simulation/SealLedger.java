package io.sluice.simulation;

import io.sluice.log.seal.Nonce;
import io.sluice.log.seal.PayloadKey;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.seal.SealedText;
import io.sluice.model.Envelope;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.CommandCodec;
import io.sluice.simulation.check.Check;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every payload that any shard ever appended to its log, torn tails too, and every reason of a nack: it lies under a key of its own tenant, and no two
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
            case Command.Nack nack -> nack.messages().forEach(message -> reason(nack.partition(), message.reason()));
            default -> {}
        }
    }

    private void sent(PartitionId partition, List<Command.NewMessage> messages) {
        messages.forEach(message -> envelope(partition, message.envelope()));
    }

    private void arrived(Command.Arrive arrive) {
        arrive.messages().forEach(message -> envelope(arrive.target(), message.envelope()));
    }

    private void reason(PartitionId partition, String reason) {
        TenantId tenant = world.catalog.owner(partition);
        boolean sealed = SealedText.isSealed(reason);
        if (!reason.isEmpty()) {
            sealedOrPlain(tenant, sealed);
        }
        if (sealed) {
            byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
            under(tenant, new Used(SealedText.keyId(reason), SealedText.nonce(reason)), text);
        }
    }

    private void envelope(PartitionId partition, byte[] envelope) {
        TenantId tenant = world.catalog.owner(partition);
        boolean sealed = Envelope.isSealed(envelope);
        sealedOrPlain(tenant, sealed);
        if (sealed) {
            under(tenant, new Used(PayloadSeal.keyId(envelope), PayloadSeal.nonce(envelope)), envelope);
        }
    }

    private void sealedOrPlain(TenantId tenant, boolean sealed) {
        world.verdict.expect(
                sealed != world.isPlain(tenant),
                Check.M1,
                null,
                () -> "a payload of " + tenant + " is " + (sealed ? "sealed" : "not sealed"));
    }

    private void under(TenantId tenant, Used with, byte[] sealed) {
        PayloadKey key = world.keys.find(with.key());
        world.verdict.expect(
                key != null && key.tenant().equals(tenant),
                Check.M1,
                null,
                () -> "a payload of " + tenant + " lies under key " + with.key());
        // What is offered once more to another queue is the same.
        byte[] before = used.putIfAbsent(with, sealed);
        world.verdict.expect(
                before == null || Arrays.equals(before, sealed),
                Check.M1,
                null,
                () -> "two payloads of " + tenant + " have the same nonce");
    }
}
