/** AWS Signature Version 4: who asks, proven by the signature. */
@NullMarked
package io.sluice.sqs.auth;

import org.jspecify.annotations.NullMarked;
