/** Producers and consumers that write down each attempt, and the killer of the server that they use. */
@NullMarked
package io.sluice.clients.load;

import org.jspecify.annotations.NullMarked;
