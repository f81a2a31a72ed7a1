/** Large bodies in files of their own. */
@NullMarked
package io.sluice.log.body;

import org.jspecify.annotations.NullMarked;
