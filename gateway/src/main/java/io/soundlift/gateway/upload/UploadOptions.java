package io.soundlift.gateway.upload;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.conversion.ConversionOptions;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an owner wants of the MP3 from query parameters and form fields.
 */
final class UploadOptions {

	private static final String BITRATE = "bitrate";

	private static final Pattern BITS = Pattern.compile("(\\d{1,6})(k?)");

	private final int defaultBitrate;

	private @Nullable Integer bitrate;

	UploadOptions(int defaultBitrate) {
		this.defaultBitrate = defaultBitrate;
	}

	/**
	 * Takes the query parameters.
	 * @throws Problem {@link ProblemType#INVALID_OPTION} if one is unknown, repeated, or
	 * has a bad value
	 */
	void addAll(Map<String, List<String>> parameters) {
		parameters.forEach((name, values) -> values.forEach((value) -> add(name, (value != null) ? value : "")));
	}

	/**
	 * Takes one option.
	 * @throws Problem {@link ProblemType#INVALID_OPTION} if it is unknown, given twice,
	 * or has a bad value
	 */
	void add(String name, String value) {
		if (!BITRATE.equals(name)) {
			throw new Problem(ProblemType.INVALID_OPTION,
					"There is no option of that name. The only option is " + BITRATE + ".");
		}
		if (this.bitrate != null) {
			throw new Problem(ProblemType.INVALID_OPTION, "The option " + BITRATE + " is given twice.");
		}
		this.bitrate = bitrate(value);
	}

	ConversionOptions toOptions() {
		return new ConversionOptions((this.bitrate != null) ? this.bitrate : this.defaultBitrate);
	}

	private static int bitrate(String value) {
		Matcher matcher = BITS.matcher(value);
		if (matcher.matches()) {
			int bits = Integer.parseInt(matcher.group(1)) * (matcher.group(2).isEmpty() ? 1 : 1000);
			if (ConversionOptions.BITRATES.contains(bits)) {
				return bits;
			}
		}
		String accepted = ConversionOptions.BITRATES.stream()
			.map((bits) -> bits / 1000 + "k")
			.collect(Collectors.joining(", "));
		throw new Problem(ProblemType.INVALID_OPTION, "The option " + BITRATE + " must be one of " + accepted + ".");
	}

}
