/**
 * The doors of a shard: what protocols ask for ({@code api}), turned into requests to the shard that has the topic.
 */
@NullMarked
package io.sluice.shard.door;

import org.jspecify.annotations.NullMarked;
