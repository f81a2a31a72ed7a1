/** What was installed once on this machine and is used again. */
@NullMarked
package io.sluice.harness.cache;

import org.jspecify.annotations.NullMarked;
