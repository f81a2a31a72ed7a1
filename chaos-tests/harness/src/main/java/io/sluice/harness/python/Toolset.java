package io.sluice.harness.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The Python programs that Sluice is tried with. What each needs is pinned in a file of its name. */
public enum Toolset {
    /** The newest boto3, which speaks JSON. */
    BOTO3,
    /** An old boto3 that speaks Query. */
    BOTO3_QUERY,
    /** The AWS command line. */
    AWSCLI,
    /** Celery with kombu's SQS transport. */
    CELERY,
    /** Node.js with npm, as a Python package: so one installer is enough. */
    NODE,
    /** Go, the same way. */
    GO,
    /** An S3 to try object stores with; the newest that runs on Python 3.11. */
    LOCALSTACK;

    /** The pinned packages, one a line. */
    String requirements() {
        String file = name().toLowerCase(Locale.ROOT).replace('_', '-') + ".txt";
        try (InputStream in = Toolset.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("no requirements in " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
