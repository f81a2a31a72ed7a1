/** A long run in which every tier turns over again and again, and nothing may grow. */
@NullMarked
package io.sluice.clients.soak;

import org.jspecify.annotations.NullMarked;
