/** The nouns of the data plane: identities, messages, receipts, refusals and what they weigh on the bill. */
@NullMarked
package io.sluice.model;

import org.jspecify.annotations.NullMarked;
