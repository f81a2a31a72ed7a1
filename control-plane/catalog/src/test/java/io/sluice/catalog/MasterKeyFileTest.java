package io.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyFileTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("master.key");
    }

    private void signUpOnce() {
        try (Opened catalog = new Opened(directory)) {
            catalog.signUp("you@example.com");
        }
    }

    @Test
    void isMadeAtTheFirstStartForItsOwnerAloneAndStaysTheSame() throws IOException {
        String id;
        byte[] receiptKey;
        try (Opened catalog = new Opened(directory)) {
            id = catalog.master.id();
            receiptKey = catalog.master.receiptKey();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        try (Opened catalog = new Opened(directory)) {
            assertThat(catalog.master.id()).isEqualTo(id);
            assertThat(catalog.master.receiptKey()).isEqualTo(receiptKey).hasSize(32);
        }
        try (var files = Files.list(directory)) {
            assertThat(files).noneMatch(path -> path.toString().endsWith(".new"));
        }
    }

    @Test
    void aMissingOneIsNotMadeAnewForSealedData() throws IOException {
        signUpOnce();
        Files.delete(file());
        assertThatThrownBy(() -> new Opened(directory))
                .isInstanceOf(StoreFailed.class)
                .hasMessageContaining("is missing")
                .hasMessageContaining(MasterKeyFile.VARIABLE)
                .hasMessageNotContaining("\n");
        assertThat(file()).doesNotExist();
    }

    @Test
    void anotherOneIsTurnedAway() throws IOException {
        signUpOnce();
        Path other = Files.createDirectory(directory.resolve("other"));
        new Opened(other).close();
        Files.move(other.resolve("master.key"), file(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> new Opened(directory))
                .isInstanceOf(StoreFailed.class)
                .hasMessageContaining("sealed under");
    }

    @Test
    void oneThatOthersCanReadOrThatIsCutIsTurnedAway() throws IOException {
        signUpOnce();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> new Opened(directory)).hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file(), Files.readString(file()).substring(0, 40));
        assertThatThrownBy(() -> new Opened(directory)).hasMessageContaining("not a whole master key");
    }

    /** A change of these bytes would make every receipt and every stored secret of existing installations worthless. */
    @Test
    void derivedKeysAreTheSameForEver() {
        MasterKey master = new MasterKey(new byte[32]);
        assertThat(master.id()).isEqualTo("c98ed5db4eefeaac");
        assertThat(HexFormat.of().formatHex(master.receiptKey()))
                .isEqualTo("e79a46e491ee25be8a4ba1dfd07cb89e8201ab69253e7bd24aa2ce53d15169fd");
        assertThat(HexFormat.of().formatHex(master.secretsKey()))
                .isEqualTo("5d6a9620f384a69752e518104e6eca2d5dab432a72b0f97e6f3b1773e3502a7c");
    }

    @Test
    void aSealedSecretOpensForItsOwnerOnly() {
        MasterKey master = MasterKey.random(new SecureRandom());
        SecretBox box = new SecretBox(master, new SecureRandom());
        byte[] sealed = box.seal("SLUIA", "secret");
        assertThat(box.open("SLUIA", sealed)).isEqualTo("secret");
        assertThatThrownBy(() -> box.open("SLUIB", sealed)).isInstanceOf(StoreFailed.class);
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> box.open("SLUIA", sealed)).isInstanceOf(StoreFailed.class);
        assertThat(box.seal("SLUIA", "secret")).isNotEqualTo(box.seal("SLUIA", "secret"));
    }
}
