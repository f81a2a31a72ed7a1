package io.sluice.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.zip.CRC32C;

/** The last line of a small text file: a checksum of those before it. */
final class ChecksumLine {
    /** It begins so. */
    static final String WORD = "crc32c ";

    private ChecksumLine() {}

    /** The lines, with it. */
    static String below(String lines) {
        CRC32C checksum = new CRC32C();
        checksum.update(lines.getBytes(UTF_8));
        return lines + WORD + HexFormat.of().toHexDigits((int) checksum.getValue()) + "\n";
    }
}
