package io.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataKeysTest {
    private static final TenantId ANN = new TenantId(111_111_111_111L);
    private static final TenantId BOB = new TenantId(222_222_222_222L);

    @TempDir
    Path directory;

    @Test
    void keysOutliveTheProcess() {
        byte[] ann;
        byte[] bob;
        try (Opened catalog = new Opened(directory)) {
            assertThat(catalog.dataKeys.current(ANN)).isEmpty();
            assertThat(catalog.dataKeys.ensure(ANN)).isTrue();
            assertThat(catalog.dataKeys.ensure(ANN)).isTrue();
            assertThat(catalog.dataKeys.ensure(BOB)).isTrue();
            ann = catalog.dataKeys.current(ANN).orElseThrow().bytes();
            bob = catalog.dataKeys.current(BOB).orElseThrow().bytes();
        }
        assertThat(ann).hasSize(32).isNotEqualTo(bob);
        try (Opened catalog = new Opened(directory)) {
            assertThat(catalog.dataKeys.find(1).orElseThrow().bytes()).isEqualTo(ann);
            assertThat(catalog.dataKeys.find(2).orElseThrow().bytes()).isEqualTo(bob);
            assertThat(catalog.dataKeys.find(3)).isEmpty();
        }
    }

    @Test
    void keyThatIsOldIsRenewedAndStays() {
        try (Opened catalog = new Opened(directory)) {
            catalog.dataKeys.ensure(ANN);
            catalog.clock.now = catalog.clock.now.plus(Duration.ofDays(91));
            catalog.dataKeys.ensure(BOB);
            catalog.dataKeys.ensure(List.of(ANN, BOB), catalog.clock.now.minus(Duration.ofDays(90)));
            assertThat(catalog.dataKeys.current(ANN).orElseThrow().id()).isEqualTo(3);
            assertThat(catalog.dataKeys.current(BOB).orElseThrow().id()).isEqualTo(2);
            assertThat(catalog.dataKeys.find(1).orElseThrow().tenant()).isEqualTo(ANN);
        }
    }

    @Test
    void manyTenantsGetTheirs() {
        List<TenantId> many = LongStream.range(0, 3 * DataKeys.MADE_AT_ONCE)
                .mapToObj(TenantId::new)
                .toList();
        try (Opened catalog = new Opened(directory)) {
            assertThat(catalog.dataKeys.ensure(many, catalog.clock.now)).isTrue();
            assertThat(many.stream()
                            .map(tenant -> catalog.dataKeys
                                    .current(tenant)
                                    .orElseThrow()
                                    .id()))
                    .doesNotHaveDuplicates()
                    .hasSize(many.size());
        }
    }

    @Test
    void keyIsNowhereInTheCatalogsFiles() throws IOException {
        byte[] key;
        try (Opened catalog = new Opened(directory)) {
            catalog.dataKeys.ensure(ANN);
            key = catalog.dataKeys.current(ANN).orElseThrow().bytes();
        }
        String hex = HexFormat.of().formatHex(key);
        String text = Base64.getEncoder().encodeToString(key);
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                byte[] content = Files.readAllBytes(file);
                assertThat(HexFormat.of().formatHex(content)).doesNotContain(hex);
                assertThat(new String(content, StandardCharsets.ISO_8859_1)).doesNotContain(text);
            }
        }
    }

    @Test
    void deletedKeyIsGoneAndTheOneBeforeIsCurrentAgain() {
        try (Opened catalog = new Opened(directory)) {
            catalog.dataKeys.ensure(ANN);
            catalog.clock.now = catalog.clock.now.plus(Duration.ofDays(1));
            catalog.dataKeys.ensure(List.of(ANN), catalog.clock.now);
            RecordStore.Write delete = new RecordStore.Write.Delete(DataKeyRecord.key(2));
            Commits.now(catalog.store, new RecordStore.Transaction(List.of(), List.of(delete)));
            assertThat(catalog.dataKeys.find(2)).isEmpty();
            assertThat(catalog.dataKeys.current(ANN).orElseThrow().id()).isEqualTo(1);
        }
    }
}
