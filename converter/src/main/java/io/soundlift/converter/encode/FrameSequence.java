package io.soundlift.converter.encode;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import io.soundlift.converter.mpeg.Mp3Frame;
import io.soundlift.converter.mpeg.Mp3FrameReader;

/**
 * A few consecutive frames.
 *
 * @param frames the frames
 */
record FrameSequence(List<Mp3Frame> frames) {

	/**
	 * Returns whether a file begins with these frames.
	 * @param file a file of frames
	 * @return whether all of their bytes are equal
	 * @throws IOException if it can't be read
	 */
	boolean isStartOf(Path file) throws IOException {
		try (InputStream content = new BufferedInputStream(Files.newInputStream(file))) {
			Mp3FrameReader reader = new Mp3FrameReader(content);
			for (Mp3Frame frame : this.frames) {
				Mp3Frame other = reader.next();
				if (other == null || !Arrays.equals(frame.bytes(), other.bytes())) {
					return false;
				}
			}
			return true;
		}
	}

}
