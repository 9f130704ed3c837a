package io.soundlift.converter.plan;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

import io.soundlift.converter.ffmpeg.FfmpegCommand;
import io.soundlift.converter.ffmpeg.FfmpegOutput;
import io.soundlift.converter.ffmpeg.FfmpegRun;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how loud a sound is, and finds out how it gets to the target.
 */
final class LoudnessMeter {

	private static final Logger logger = LoggerFactory.getLogger(LoudnessMeter.class);

	/** How far from the target a sound may be (EBU R 128), in LU. */
	private static final double TOLERANCE = 0.5;

	/** Each takes as long as encoding. */
	private static final int MAX_CORRECTIONS = 2;

	private static final Pattern INTEGRATED = summary("I", "LUFS");

	private static final Pattern PEAK = summary("Peak", "dBFS");

	private static Pattern summary(String name, String unit) {
		return Pattern.compile("^ +" + name + ": +(-?\\d{1,4}\\.\\d|-inf) " + unit + "$");
	}

	/**
	 * Finds out how a sound track gets to the target.
	 * @param session the session
	 * @param track number of the track, from 0 on
	 * @param filters filters before the measurement
	 * @param seconds the most to measure
	 * @param encoding what the sound is encoded to
	 * @return filters; none if the sound is silence or shorter than a block of the
	 * measurement, or can't be decoded, which the encoder will tell
	 */
	List<String> normalize(FfmpegSession session, int track, List<String> filters, long seconds, Mp3Encoding encoding) {
		Optional<Loudness> measured = measure(session, track, filters, seconds)
			.flatMap((loudness) -> loudness.isOverloaded() ? measureQuieter(session, track, filters, seconds, loudness)
					: Optional.of(loudness));
		if (measured.isEmpty() || !measured.get().isAudible()) {
			return List.of();
		}
		Normalization normalization = Normalization.of(measured.get(), encoding);
		for (int i = 0; normalization.shapes() && i < MAX_CORRECTIONS; i++) {
			Optional<Loudness> result = measure(session, track, join(filters, normalization.filtersWithoutEncoder()),
					seconds);
			if (result.isEmpty() || Math.abs(result.get().gain()) <= TOLERANCE) {
				break;
			}
			normalization = normalization.corrected(result.get());
		}
		return normalization.filters();
	}

	/**
	 * Measures a sound that is too loud for the meter, with its peak at full scale.
	 */
	private static Optional<Loudness> measureQuieter(FfmpegSession session, int track, List<String> filters,
			long seconds, Loudness overloaded) {
		double peak = overloaded.truePeak();
		String quieter = String.format(Locale.ROOT, "volume=%.1fdB", -peak);
		return measure(session, track, join(filters, List.of(quieter)), seconds)
			.map((loudness) -> new Loudness(loudness.integrated() + peak, peak));
	}

	private static Optional<Loudness> measure(FfmpegSession session, int track, List<String> filters, long seconds) {
		String chain = String.join(",", join(filters, List.of(Loudness.METER)));
		FfmpegCommand command = new FfmpegCommand(List.of("-nostats", "-i", session.video().toString(), "-map",
				"0:a:" + track, "-af", chain, "-t", Long.toString(seconds), "-f", "null", "-"));
		try (FfmpegRun run = session.start(command)) {
			run.output().transferTo(OutputStream.nullOutputStream());
			if (!run.await()) {
				logger.info("The loudness can't be measured: {}", run.messages().tail());
				return Optional.empty();
			}
			return read(run.messages());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<String> join(List<String> first, List<String> second) {
		List<String> all = new ArrayList<>(first);
		all.addAll(second);
		return all;
	}

	private static Optional<Loudness> read(FfmpegOutput messages) {
		OptionalDouble integrated = value(messages, INTEGRATED);
		OptionalDouble truePeak = value(messages, PEAK);
		// silence has a peak of -inf
		return (integrated.isPresent() && truePeak.isPresent())
				? Optional.of(new Loudness(integrated.getAsDouble(), truePeak.getAsDouble())) : Optional.empty();
	}

	private static OptionalDouble value(FfmpegOutput messages, Pattern pattern) {
		// what comes last is ffmpeg's own, whatever the video says about itself before
		return messages.last(pattern)
			.filter((match) -> !match.group(1).endsWith("inf"))
			.map((match) -> OptionalDouble.of(Double.parseDouble(match.group(1))))
			.orElseGet(OptionalDouble::empty);
	}

}
