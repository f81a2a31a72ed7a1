/** What tests and the simulator run on instead of a machine: a clock that they move, a disk that fails and loses. */
@NullMarked
package io.sluice.testkit;

import org.jspecify.annotations.NullMarked;
