@NullMarked
package io.sluice.harness.python;

import org.jspecify.annotations.NullMarked;
