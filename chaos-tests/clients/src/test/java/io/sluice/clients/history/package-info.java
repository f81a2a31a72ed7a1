@NullMarked
package io.sluice.clients.history;

import org.jspecify.annotations.NullMarked;
