@NullMarked
package io.sluice.model;

import org.jspecify.annotations.NullMarked;
