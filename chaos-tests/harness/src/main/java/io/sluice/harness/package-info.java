/** What tests that use real processes share: the server from outside, and programs that are installed without root. */
@NullMarked
package io.sluice.harness;

import org.jspecify.annotations.NullMarked;
