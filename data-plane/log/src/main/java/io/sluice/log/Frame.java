package io.sluice.log;

import java.nio.ByteBuffer;

/**
 * A batch of commands, the unit of durability.
 *
 * @param end the log position right behind the frame; positions grow from frame to frame
 * @param timeMs log time, milliseconds since 1970; never smaller than the frame's before
 * @param commands the encoded commands, for the reader alone
 */
public record Frame(long end, long timeMs, ByteBuffer commands) {}
