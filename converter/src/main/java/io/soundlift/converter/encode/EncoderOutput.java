package io.soundlift.converter.encode;

import java.io.BufferedInputStream;
import java.io.IOException;

import io.soundlift.converter.ffmpeg.DecodingFailures;
import io.soundlift.converter.ffmpeg.FfmpegFailedException;
import io.soundlift.converter.ffmpeg.FfmpegRun;
import io.soundlift.converter.mpeg.MalformedMp3Exception;
import io.soundlift.converter.mpeg.Mp3Frame;
import io.soundlift.converter.mpeg.Mp3FrameReader;

/**
 * Frames that an encoder writes to its pipe, read as they arrive.
 */
final class EncoderOutput {

	private static final int BUFFER = 64 * 1024;

	/** A failed encoder leaves hardly any. */
	private static final int MOST_PORTIONS_LEFT = 64;

	private EncoderOutput() {
	}

	/**
	 * Reads all frames of an encoder and waits for its end.
	 * @param run the encoder
	 * @param frames receives the frames
	 * @param most how many frames it may write
	 * @throws FfmpegFailedException if it fails, writes more, or something else
	 * @throws IOException if the frames can't be received
	 */
	static void read(FfmpegRun run, FrameSink frames, long most) throws IOException {
		Mp3FrameReader reader = new Mp3FrameReader(new BufferedInputStream(run.output(), BUFFER));
		try {
			long count = 0;
			for (Mp3Frame frame = reader.next(); frame != null; frame = reader.next()) {
				if (++count > most) {
					throw new FfmpegFailedException("The encoder writes more than " + most + " frames", null);
				}
				frames.add(frame);
			}
		}
		catch (MalformedMp3Exception ex) {
			// if the encoder has failed, that is the reason, which it may be about to
			// report
			if (!drain(run)) {
				run.close();
			}
			if (!run.await()) {
				throw DecodingFailures.ofEncoder(run);
			}
			throw ex;
		}
		if (!run.await()) {
			throw DecodingFailures.ofEncoder(run);
		}
	}

	/**
	 * Reads what is left, within bounds.
	 * @return whether that was all
	 */
	private static boolean drain(FfmpegRun run) throws IOException {
		byte[] buffer = new byte[BUFFER];
		for (int i = 0; i < MOST_PORTIONS_LEFT; i++) {
			if (run.output().read(buffer) < 0) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Receives frames.
	 */
	@FunctionalInterface
	interface FrameSink {

		void add(Mp3Frame frame) throws IOException;

	}

}
