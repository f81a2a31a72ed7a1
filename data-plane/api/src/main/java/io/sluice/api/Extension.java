package io.sluice.api;

import io.sluice.model.Receipt;
import java.time.Duration;

/** A lease's new length from now on; zero gives the message back. */
public record Extension(Receipt receipt, Duration lease) {}
