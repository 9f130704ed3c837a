package io.soundlift.converter.encode;

import java.io.InputStream;
import java.time.Duration;

import io.soundlift.converter.ffmpeg.DecodingFailures;
import io.soundlift.converter.ffmpeg.FfmpegCommand;
import io.soundlift.converter.ffmpeg.FfmpegOutput;
import io.soundlift.converter.ffmpeg.FfmpegRun;

/**
 * The one run of ffmpeg that decodes the sound of a video.
 */
final class Decoder implements AutoCloseable {

	private final FfmpegRun run;

	private Decoder(FfmpegRun run) {
		this.run = run;
	}

	static Decoder start(EncodingTask task, Duration maxLength) {
		return new Decoder(task.session()
			.start(new FfmpegCommand(FfmpegArguments.decode(task.session().video(), task.plan(), maxLength))));
	}

	InputStream samples() {
		return this.run.output();
	}

	/**
	 * Waits for the end of a decoder whose samples were all read.
	 * @throws RuntimeException if it has failed, of a type that tells whether that lies
	 * in the video
	 */
	void await() {
		if (!this.run.await()) {
			throw DecodingFailures.ofDecoder(this.run);
		}
	}

	FfmpegOutput messages() {
		return this.run.messages();
	}

	/**
	 * Ends the decoder at once, whoever reads its samples.
	 */
	void kill() {
		this.run.close();
	}

	@Override
	public void close() {
		kill();
	}

}
