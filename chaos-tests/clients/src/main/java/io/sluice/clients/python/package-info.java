/** Python clients of pinned versions, installed without root. */
@NullMarked
package io.sluice.clients.python;

import org.jspecify.annotations.NullMarked;
