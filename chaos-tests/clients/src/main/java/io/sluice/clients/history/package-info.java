/** What clients did and saw, in order, and the promises that it is held to. */
@NullMarked
package io.sluice.clients.history;

import org.jspecify.annotations.NullMarked;
