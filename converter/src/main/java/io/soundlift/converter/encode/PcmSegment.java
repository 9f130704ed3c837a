package io.soundlift.converter.encode;

import java.nio.file.Path;

/**
 * The samples for the encoder of one chunk in a file.
 *
 * @param index number of the chunk, from 0
 * @param file the file
 * @param warmUp frames in it that come before the chunk
 * @param last whether the audio ends with this chunk
 */
record PcmSegment(int index, Path file, int warmUp, boolean last) {
}
