/** Tenants, keys and topics as versioned records, behind a port that a cluster's store can implement too. */
@NullMarked
package io.sluice.catalog;

import org.jspecify.annotations.NullMarked;
