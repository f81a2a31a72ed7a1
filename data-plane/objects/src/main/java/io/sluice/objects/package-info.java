/** Object storage: large immutable things under names, in memory, in a directory or in S3. */
@NullMarked
package io.sluice.objects;

import org.jspecify.annotations.NullMarked;
