@NullMarked
package io.sluice.rest;

import org.jspecify.annotations.NullMarked;
