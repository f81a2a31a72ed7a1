@NullMarked
package io.sluice.bench.amqp;

import org.jspecify.annotations.NullMarked;
