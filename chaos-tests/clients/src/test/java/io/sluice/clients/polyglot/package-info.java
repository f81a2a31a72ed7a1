/** Clients in other languages: each tries facts, and works on while its server is killed. */
@NullMarked
package io.sluice.clients.polyglot;

import org.jspecify.annotations.NullMarked;
