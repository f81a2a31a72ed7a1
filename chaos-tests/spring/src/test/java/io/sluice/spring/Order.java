package io.sluice.spring;

/** A payload that travels as JSON. */
record Order(String drink, int cups) {}
