/** Who may do what to whose topic: policies, read strictly and judged without side effects. */
@NullMarked
package io.sluice.admission;

import org.jspecify.annotations.NullMarked;
