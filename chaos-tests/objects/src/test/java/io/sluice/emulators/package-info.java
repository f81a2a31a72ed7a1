@NullMarked
package io.sluice.emulators;

import org.jspecify.annotations.NullMarked;
