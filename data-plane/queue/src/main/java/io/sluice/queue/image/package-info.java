/**
 * The state as bytes and back: whole, or only what was changed since the image before, written in steps between commands. Each
 * thing that few topics have has a part of its own, so that images without it stay byte for byte as they are.
 */
@NullMarked
package io.sluice.queue.image;

import org.jspecify.annotations.NullMarked;
