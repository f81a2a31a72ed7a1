/** What is measured, one file each. */
@NullMarked
package io.sluice.bench.scenario;

import org.jspecify.annotations.NullMarked;
