@NullMarked
package io.sluice.clients.soak;

import org.jspecify.annotations.NullMarked;
