/** The server under test, seen from outside: its process and the REST beside the queues. */
@NullMarked
package io.sluice.harness.server;

import org.jspecify.annotations.NullMarked;
