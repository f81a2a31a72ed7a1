/** Real clients, unmodified, against a real server process. */
@NullMarked
package io.sluice.clients;

import org.jspecify.annotations.NullMarked;
