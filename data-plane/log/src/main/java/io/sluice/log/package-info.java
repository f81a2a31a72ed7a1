/** What a shard keeps on disk: its log and its snapshots, over a disk that is passed in. */
@NullMarked
package io.sluice.log;

import org.jspecify.annotations.NullMarked;
