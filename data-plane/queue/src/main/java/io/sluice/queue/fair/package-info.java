/**
 * Which group each message of a standard topic belongs to, and lines of ready messages by group, so that quiet groups come before
 * noisy ones.
 */
@NullMarked
package io.sluice.queue.fair;

import org.jspecify.annotations.NullMarked;
