/** What SQS does, rule by rule, tried on the whole server in both protocols; docs/sqs.md is written from it. */
@NullMarked
package io.sluice.standalone.conformance;

import org.jspecify.annotations.NullMarked;
