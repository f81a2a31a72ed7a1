package io.sluice.log;

/**
 * What a crash left half written and {@link LocalLog#replay} cut, for whoever logs it. None of it was ever reported durable.
 *
 * @param file the file's name
 * @param position where the log now ends
 */
public record TornTail(String file, long position) {}
