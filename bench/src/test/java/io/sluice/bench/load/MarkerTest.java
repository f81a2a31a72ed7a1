package io.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MarkerTest {
    @Test
    void findsWhatTheLibraryFinds() {
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            String text = word(random, random.nextInt(60));
            String sought = word(random, 1 + random.nextInt(5));
            int from = random.nextInt(text.length() + 1);
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            assertThat(new Marker(sought).in(bytes, from, bytes.length))
                    .as("%s in %s from %d", sought, text, from)
                    .isEqualTo(text.indexOf(sought, from));
        }
    }

    @Test
    void doesNotLookBehindTheEnd() {
        byte[] bytes = "abcabc".getBytes(StandardCharsets.US_ASCII);
        assertThat(new Marker("abc").in(bytes, 1, 5)).isEqualTo(-1);
        assertThat(new Marker("abc").in(bytes, 1, 6)).isEqualTo(3);
    }

    private static String word(Random random, int length) {
        return random.ints(length, 'a', 'd')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
