@NullMarked
package io.sluice.log.seal;

import org.jspecify.annotations.NullMarked;
