/** The machine that loses its power: a file system of its own that is shut down under the server. */
@NullMarked
package io.sluice.clients.power;

import org.jspecify.annotations.NullMarked;
