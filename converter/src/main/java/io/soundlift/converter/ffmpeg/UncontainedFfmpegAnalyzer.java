package io.soundlift.converter.ffmpeg;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains to operators why the converter does not start with the bundled ffmpeg.
 */
final class UncontainedFfmpegAnalyzer extends AbstractFailureAnalyzer<UncontainedFfmpegException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UncontainedFfmpegException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
	}

}
