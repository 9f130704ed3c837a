package io.soundlift.converter.plan;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

import io.soundlift.converter.ffmpeg.FfmpegCommand;
import io.soundlift.converter.ffmpeg.FfmpegRun;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how loud a sound is. That is the first of the two passes of ffmpeg's filter
 * {@code loudnorm}.
 */
final class LoudnessMeter {

	private static final Logger logger = LoggerFactory.getLogger(LoudnessMeter.class);

	/**
	 * Measures a sound track.
	 * @param session the session
	 * @param track number of the track, from 0 on
	 * @param filters filters before the measurement
	 * @param seconds the most to measure
	 * @return the loudness; empty if the sound is silence, or can't be decoded, which the
	 * encoder will tell
	 */
	Optional<Loudness> measure(FfmpegSession session, int track, List<String> filters, long seconds) {
		List<String> chain = new ArrayList<>(filters);
		chain.add(Loudness.measuringFilter());
		FfmpegCommand command = new FfmpegCommand(List.of("-nostats", "-i", session.video().toString(), "-map",
				"0:a:" + track, "-af", String.join(",", chain), "-t", Long.toString(seconds), "-f", "null", "-"));
		try (FfmpegRun run = session.start(command)) {
			run.output().transferTo(OutputStream.nullOutputStream());
			if (!run.await()) {
				logger.info("The loudness can't be measured: {}", run.messages().tail());
				return Optional.empty();
			}
			return read(run);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Optional<Loudness> read(FfmpegRun run) {
		OptionalDouble integrated = value(run, "input_i");
		OptionalDouble truePeak = value(run, "input_tp");
		OptionalDouble range = value(run, "input_lra");
		OptionalDouble threshold = value(run, "input_thresh");
		OptionalDouble offset = value(run, "target_offset");
		if (integrated.isEmpty() || truePeak.isEmpty() || range.isEmpty() || threshold.isEmpty() || offset.isEmpty()) {
			// silence has a loudness of -inf
			return Optional.empty();
		}
		return Optional
			.of(new Loudness(integrated.getAsDouble(), truePeak.getAsDouble(), range.getAsDouble(),
					threshold.getAsDouble(), offset.getAsDouble()))
			.filter(Loudness::isAudible);
	}

	private static OptionalDouble value(FfmpegRun run, String name) {
		// what comes last is ffmpeg's own, whatever the video says about itself before
		return run.messages()
			.last(Pattern.compile("^\\s*\"" + name + "\" : \"(-?\\d{1,3}(?:\\.\\d{1,4})?|-?inf)\",?$"))
			.filter((match) -> !match.group(1).endsWith("inf"))
			.map((match) -> OptionalDouble.of(Double.parseDouble(match.group(1))))
			.orElseGet(OptionalDouble::empty);
	}

}
