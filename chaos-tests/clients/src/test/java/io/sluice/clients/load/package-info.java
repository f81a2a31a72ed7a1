@NullMarked
package io.sluice.clients.load;

import org.jspecify.annotations.NullMarked;
