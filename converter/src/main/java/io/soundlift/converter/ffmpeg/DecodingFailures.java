package io.soundlift.converter.ffmpeg;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Classification of failures of ffmpeg: caused by the video, or possibly temporary.
 */
public final class DecodingFailures {

	private static final Logger logger = LoggerFactory.getLogger(DecodingFailures.class);

	/**
	 * Messages of ffmpeg about invalid arguments, for the filters and options that this
	 * service uses. Values of others may come from the video.
	 */
	private static final String[] MISUSE = { "filter 'loudnorm'", "filter 'volume'", "filter 'ebur128'",
			"filter 'atrim'", "filter 'aresample'", "filter 'aformat'", "Unrecognized option '", "Unknown encoder '" };

	private DecodingFailures() {
	}

	/**
	 * Determines why a run that read the video has failed.
	 * @param run the run, which {@link FfmpegRun#await()} has found to have failed
	 * @return the reason, to be thrown
	 */
	public static RuntimeException ofDecoder(FfmpegRun run) {
		FfmpegOutput messages = run.messages();
		logger.info("ffmpeg failed: {}", messages.tail());
		if (run.hasCrashed()) {
			return new UnusableVideoException(Defect.DAMAGED, "ffmpeg crashed while it decoded the audio");
		}
		if (run.wasKilled()) {
			return new FfmpegFailedException("ffmpeg was killed", null);
		}
		if (lacksRoom(messages)) {
			return new FfmpegFailedException("ffmpeg lacked room", null);
		}
		if (messages.contain(MISUSE)) {
			return new FfmpegMisuseException("ffmpeg does not take its arguments: " + messages.tail());
		}
		if (messages.contain("while opening decoder", "Decoder (codec", "no decoder found",
				"Error reinitializing filters", "Error while processing the decoded data")) {
			// the last two are reported for more channels than can be mixed down
			return new UnusableVideoException(Defect.UNSUPPORTED_AUDIO, "No decoder for the audio");
		}
		if (messages.contain("Invalid data found", "Error while decoding", "Error submitting packet to decoder",
				"Cannot determine format of input", "Could not find codec parameters")) {
			return new UnusableVideoException(Defect.DAMAGED, "The audio can't be decoded");
		}
		if (InputDescription.of(messages.description()).format() != null) {
			// ffmpeg has begun to read, and will do the same with the same file next time
			return new UnusableVideoException(Defect.DAMAGED, "ffmpeg failed for an unknown reason");
		}
		return new FfmpegFailedException("ffmpeg failed for an unknown reason before it read the video", null);
	}

	/**
	 * Determines why a run that read samples has failed.
	 * @param run the run, which {@link FfmpegRun#await()} has found to have failed
	 * @return the reason, to be thrown
	 */
	public static RuntimeException ofEncoder(FfmpegRun run) {
		logger.info("ffmpeg failed to encode: {}", run.messages().tail());
		if (run.hasCrashed()) {
			// for example for samples that are NaN
			return new UnusableVideoException(Defect.DAMAGED, "ffmpeg crashed while it encoded the audio");
		}
		if (run.wasKilled()) {
			return new FfmpegFailedException("ffmpeg was killed while it encoded", null);
		}
		if (run.messages().contain(MISUSE)) {
			return new FfmpegMisuseException("ffmpeg does not take its arguments: " + run.messages().tail());
		}
		return new FfmpegFailedException(lacksRoom(run.messages()) ? "ffmpeg lacked room" : "ffmpeg failed to encode",
				null);
	}

	private static boolean lacksRoom(FfmpegOutput messages) {
		return messages.contain("No space left on device", "Input/output error", "Resource temporarily unavailable");
	}

}
