package io.soundlift.gateway.upload;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.soundlift.gateway.GatewayProperties;
import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.conversion.CleanText;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.Tag;
import io.soundlift.journey.option.Option;
import io.soundlift.journey.option.Options;
import org.jspecify.annotations.Nullable;

/**
 * Collector of the options of a conversion from query parameters and form fields.
 */
public final class UploadOptions {

	private static final int MAX_SHOWN = 100;

	private final GatewayProperties.Defaults defaults;

	private final Map<String, Object> given = new HashMap<>();

	/**
	 * Creates a collector without any options.
	 * @param defaults values of options that are not set
	 */
	public UploadOptions(GatewayProperties.Defaults defaults) {
		this.defaults = defaults;
	}

	/**
	 * Sets one option.
	 * @param name its name
	 * @param value its value as it was sent
	 * @throws Problem {@link ProblemType#INVALID_OPTION} if it is unknown, given twice,
	 * or has a bad value
	 */
	public void add(String name, String value) {
		Option<?> option = Options.byName().get(name);
		if (option == null) {
			String names = String.join(", ", Options.byName().keySet());
			throw invalid("There is no option of that name. The options are " + names + ".", name, value)
				.with("allowed", names);
		}
		Object read = option.parser().apply(value);
		if (read == null) {
			throw invalid("The option %s must be %s.".formatted(name, option.allowed()), name, value).with("allowed",
					option.allowed());
		}
		if (this.given.putIfAbsent(name, read) != null) {
			throw invalid("The option " + name + " is given twice.", name, value);
		}
	}

	/**
	 * Returns the options that were set so far, with defaults for the rest.
	 * @return the options
	 * @throws Problem {@link ProblemType#CONFLICTING_OPTIONS} if two of them exclude each
	 * other
	 */
	public ConversionOptions toOptions() {
		Integer bitrate = get(Options.BITRATE);
		Integer quality = get(Options.QUALITY);
		Integer sampleRate = get(Options.SAMPLE_RATE);
		Duration start = get(Options.START);
		Duration end = get(Options.END);
		if (bitrate != null && quality != null) {
			throw conflict(
					"The options bitrate and quality exclude each other: "
							+ "the one is for a constant, the other for a variable bit rate.",
					Options.BITRATE, Options.QUALITY);
		}
		if (bitrate != null && !ConversionOptions.bitratesAt(sampleRate).contains(bitrate)) {
			throw conflict(
					"An MP3 of %d Hz has a bit rate of up to %dk.".formatted(sampleRate, highest(sampleRate) / 1000),
					Options.BITRATE, Options.SAMPLE_RATE);
		}
		if (end != null && end.compareTo((start != null) ? start : Duration.ZERO) <= 0) {
			throw conflict("The option end must be later than start, which is 0 when it is not given.", Options.END,
					Options.START);
		}
		boolean chosen = bitrate != null || quality != null;
		if (!chosen) {
			quality = this.defaults.quality();
			bitrate = (quality != null) ? null
					: (Integer) Math.min(this.defaults.bitrateOrUsual(), highest(sampleRate));
		}
		if (sampleRate == null) {
			sampleRate = this.defaults.sampleRateFor(bitrate);
		}
		return new ConversionOptions(bitrate, quality, chosen, or(get(Options.CHANNELS), this.defaults.channels()),
				sampleRate, start, end, or(get(Options.NORMALIZE), this.defaults.normalize()), get(Options.TRACK),
				or(get(Options.TAGS), this.defaults.tags()), texts(),
				or(get(Options.COVER), this.defaults.cover().cover()),
				or(get(Options.CHAPTERS), this.defaults.chapters()));
	}

	private Map<String, String> texts() {
		Map<String, String> texts = new HashMap<>();
		for (Tag tag : Tag.values()) {
			if (this.given.get(tag.option()) instanceof String text) {
				texts.put(tag.option(), text);
			}
		}
		return texts;
	}

	private <T> @Nullable T get(Option<T> option) {
		return option.type().cast(this.given.get(option.name()));
	}

	private static <T> @Nullable T or(@Nullable T given, @Nullable T usual) {
		return (given != null) ? given : usual;
	}

	private static int highest(@Nullable Integer sampleRate) {
		List<Integer> bitrates = ConversionOptions.bitratesAt(sampleRate);
		return bitrates.get(bitrates.size() - 1);
	}

	private static Problem invalid(String detail, String name, String value) {
		return new Problem(ProblemType.INVALID_OPTION, detail).with("option", shown(name)).with("given", shown(value));
	}

	/** The value that was sent, shortened and without control characters. */
	private static String shown(String text) {
		return CleanText.limit(CleanText.of(text), MAX_SHOWN);
	}

	private static Problem conflict(String detail, Option<?> first, Option<?> second) {
		return new Problem(ProblemType.CONFLICTING_OPTIONS, detail).with("options",
				List.of(first.name(), second.name()));
	}

}
