/** What object storage is tested with: the contract that every store keeps, and one that fails as told. */
@NullMarked
package io.sluice.testkit.objects;

import org.jspecify.annotations.NullMarked;
