/** The REST API beside the protocols: signing up, usage, health, metrics. */
@NullMarked
package io.sluice.admin;

import org.jspecify.annotations.NullMarked;
