/** Immutable files of messages that left memory: written once, read by range from a disk or an object store. */
@NullMarked
package io.sluice.log.segment;

import org.jspecify.annotations.NullMarked;
