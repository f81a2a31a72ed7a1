package io.sluice.catalog;

import java.nio.file.Path;

/** One record is not as it was written; all others can be used. The message names it and says what to do. */
public final class RecordDamaged extends StoreFailed {
    private static final long serialVersionUID = 1L;

    RecordDamaged(Path file, String key) {
        super(file + " holds a damaged record, " + key + ": what needs it fails and everything else is served; stop and"
                + " put the file back from a backup");
    }
}
