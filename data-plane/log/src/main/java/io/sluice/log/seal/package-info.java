/** Payloads under the keys of their tenants, as they lie in log, segments and body files. */
@NullMarked
package io.sluice.log.seal;

import org.jspecify.annotations.NullMarked;
