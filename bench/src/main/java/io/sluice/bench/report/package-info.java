/** What came out: figures, verdicts, a chart, JSON. */
@NullMarked
package io.sluice.bench.report;

import org.jspecify.annotations.NullMarked;
