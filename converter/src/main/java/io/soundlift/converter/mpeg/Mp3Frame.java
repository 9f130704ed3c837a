package io.soundlift.converter.mpeg;

/**
 * One frame of an MP3.
 *
 * @param header its header
 * @param bytes all of it, header included
 */
public record Mp3Frame(FrameHeader header, byte[] bytes) {
}
