package io.sluice.standalone;

import io.sluice.model.MessageId;
import io.sluice.shard.door.Ids;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Random identities of UUID version 4: unique, not secret. Each thread's generator is seeded from the system's entropy. */
final class RandomIds implements Ids {
    private static final int SEED_BYTES = 48;
    private static final long VERSION_MASK = 0xf000L;
    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT_MASK = 0xc000_0000_0000_0000L;
    private static final long VARIANT_2 = 0x8000_0000_0000_0000L;

    private final ThreadLocal<RandomGenerator> generators = ThreadLocal.withInitial(RandomIds::seeded);

    @Override
    public MessageId next() {
        RandomGenerator random = generators.get();
        return new MessageId(
                (random.nextLong() & ~VERSION_MASK) | VERSION_4, (random.nextLong() & ~VARIANT_MASK) | VARIANT_2);
    }

    private static RandomGenerator seeded() {
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        return RandomGeneratorFactory.of("L128X256MixRandom").create(seed);
    }
}
