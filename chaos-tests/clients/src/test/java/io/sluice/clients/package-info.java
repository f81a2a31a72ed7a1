@NullMarked
package io.sluice.clients;

import org.jspecify.annotations.NullMarked;
