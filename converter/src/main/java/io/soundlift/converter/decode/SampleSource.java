package io.soundlift.converter.decode;

import java.io.InputStream;
import java.util.Optional;

import io.soundlift.converter.ffmpeg.FfmpegOutput;

/**
 * Samples that one or more runs of ffmpeg produce while they are read.
 */
public interface SampleSource extends AutoCloseable {

	/**
	 * Returns the samples.
	 * @return a stream that has to be read to its end, or the source closed
	 */
	InputStream samples();

	/**
	 * Waits for the end of the runs, after all samples have been read.
	 * @throws RuntimeException if one has failed; the type shows whether the video is the
	 * cause
	 */
	void await();

	/**
	 * Returns the messages that ffmpeg wrote while it read the video.
	 * @return its messages so far
	 */
	FfmpegOutput messages();

	/**
	 * Returns a text that is equal for equal samples of a video in a pipe, after
	 * {@link #await()}.
	 * @return the text; empty if there is none, or not all of the audio was decoded
	 */
	default Optional<String> proof() {
		return Optional.empty();
	}

	/**
	 * Ends the runs at once, even while another thread reads the samples.
	 */
	void kill();

	@Override
	default void close() {
		kill();
	}

}
