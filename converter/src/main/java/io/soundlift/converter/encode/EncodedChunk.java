package io.soundlift.converter.encode;

import java.nio.file.Path;

/**
 * The frames of one chunk, followed by those that it has in common with the next one
 * unless it is the last.
 *
 * @param segment its samples
 * @param file the file with the frames
 * @param kept whether an earlier attempt or another converter has encoded it
 */
record EncodedChunk(PcmSegment segment, Path file, boolean kept) {
}
