package io.soundlift.converter.ffmpeg;

import java.time.Duration;

import io.soundlift.converter.sandbox.ProcessLimits;

import org.springframework.util.unit.DataSize;

/**
 * Limits on probing a video. All later runs of ffmpeg read the same description of the
 * video again, so this bounds them too.
 *
 * @param timeLimit maximum time of the probe
 * @param limits resources that ffmpeg may use for it
 */
record ProbeBudget(Duration timeLimit, ProcessLimits limits) {

	/** The budget by default. */
	static final ProbeBudget USUAL = new ProbeBudget(Duration.ofSeconds(60),
			new ProcessLimits(Duration.ofSeconds(5), DataSize.ofGigabytes(2), DataSize.ofMegabytes(8)));

}
