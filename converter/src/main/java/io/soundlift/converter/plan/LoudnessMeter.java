package io.soundlift.converter.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

import io.soundlift.converter.decode.AudioDecoder;
import io.soundlift.converter.decode.SampleRange;
import io.soundlift.converter.ffmpeg.FfmpegOutput;

/**
 * Meter of the loudness of audio, which determines how to bring it to the target.
 */
final class LoudnessMeter {

	/** Permitted deviation from the target (EBU R 128), in LU. */
	private static final double TOLERANCE = 0.5;

	/** Maximum number of corrections; each takes as long as encoding. */
	private static final int MAX_CORRECTIONS = 2;

	private static final Pattern INTEGRATED = summary("I", "LUFS");

	private static final Pattern PEAK = summary("Peak", "dBFS");

	private static Pattern summary(String name, String unit) {
		return Pattern.compile("^ +" + name + ": +(-?\\d{1,4}\\.\\d|-inf) " + unit + "$");
	}

	/**
	 * Determines the filters that bring a part of an audio track to the target.
	 * @param decoder decoder of the track
	 * @param range the part
	 * @param encoding encoding of the MP3
	 * @return filters; none if the part is silence or shorter than a block of the
	 * measurement
	 * @throws RuntimeException if it can't be decoded, of a type that shows whether the
	 * video is the cause
	 */
	List<String> normalize(AudioDecoder decoder, SampleRange range, Mp3Encoding encoding) {
		Optional<Loudness> measured = measure(decoder, range, List.of()).flatMap((loudness) -> loudness.isOverloaded()
				? measureQuieter(decoder, range, loudness) : Optional.of(loudness));
		if (measured.isEmpty() || !measured.get().isAudible()) {
			return List.of();
		}
		Normalization normalization = Normalization.of(measured.get(), encoding);
		for (int i = 0; normalization.shapes() && i < MAX_CORRECTIONS; i++) {
			Optional<Loudness> result = measure(decoder, range, normalization.filtersWithoutEncoder());
			if (result.isEmpty() || Math.abs(result.get().gain()) <= TOLERANCE) {
				break;
			}
			normalization = normalization.corrected(result.get());
		}
		return normalization.filters();
	}

	/**
	 * Measures audio that is too loud for the meter, with its peak scaled to full scale.
	 */
	private static Optional<Loudness> measureQuieter(AudioDecoder decoder, SampleRange range, Loudness overloaded) {
		double peak = overloaded.truePeak();
		String quieter = String.format(Locale.ROOT, "volume=%.1fdB", -peak);
		return measure(decoder, range, List.of(quieter))
			.map((loudness) -> new Loudness(loudness.integrated() + peak, peak));
	}

	private static Optional<Loudness> measure(AudioDecoder decoder, SampleRange range, List<String> filters) {
		List<String> chain = new ArrayList<>(filters);
		chain.add(Loudness.METER);
		return read(decoder.inspect(range, String.join(",", chain)));
	}

	private static Optional<Loudness> read(FfmpegOutput messages) {
		OptionalDouble integrated = value(messages, INTEGRATED);
		OptionalDouble truePeak = value(messages, PEAK);
		// silence has a peak of -inf
		return (integrated.isPresent() && truePeak.isPresent())
				? Optional.of(new Loudness(integrated.getAsDouble(), truePeak.getAsDouble())) : Optional.empty();
	}

	private static OptionalDouble value(FfmpegOutput messages, Pattern pattern) {
		// the last match is ffmpeg's own output, even if text from the video looks the
		// same
		return messages.last(pattern)
			.filter((match) -> !match.group(1).endsWith("inf"))
			.map((match) -> OptionalDouble.of(Double.parseDouble(match.group(1))))
			.orElseGet(OptionalDouble::empty);
	}

}
