@NullMarked
package io.sluice.clients.python;

import org.jspecify.annotations.NullMarked;
