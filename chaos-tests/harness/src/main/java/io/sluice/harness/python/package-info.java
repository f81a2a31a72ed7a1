/** Python clients of pinned versions, installed without root. */
@NullMarked
package io.sluice.harness.python;

import org.jspecify.annotations.NullMarked;
