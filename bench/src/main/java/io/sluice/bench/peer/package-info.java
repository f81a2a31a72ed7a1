/** The servers under test, each in a process of its own. */
@NullMarked
package io.sluice.bench.peer;

import org.jspecify.annotations.NullMarked;
