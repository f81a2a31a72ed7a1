/** Messages of any size over plain HTTP: bodies of up to 64 MiB stream in and out, never whole in memory. */
@NullMarked
package io.sluice.rest;

import org.jspecify.annotations.NullMarked;
