@NullMarked
package io.sluice.admin;

import org.jspecify.annotations.NullMarked;
