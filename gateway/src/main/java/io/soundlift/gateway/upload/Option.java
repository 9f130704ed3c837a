package io.soundlift.gateway.upload;

import java.util.function.Function;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.conversion.CleanText;
import org.jspecify.annotations.Nullable;

/**
 * Option of a conversion.
 *
 * @param <T> type of its values
 * @param name name of the query parameter and form field
 * @param allowed what its values are, in words
 * @param type type of its values
 * @param parser parser of values; returns {@code null} for one that is not allowed
 */
record Option<T>(String name, String allowed, Class<T> type, Function<String, @Nullable T> parser) {

	private static final int MAX_GIVEN = 100;

	/**
	 * Reads a value.
	 * @param text the value as it was sent
	 * @return the value
	 * @throws Problem {@link ProblemType#INVALID_OPTION} if it is not allowed
	 */
	T read(String text) {
		T value = this.parser.apply(text);
		if (value == null) {
			throw invalid("The option %s must be %s.".formatted(this.name, this.allowed), this.name, text)
				.with("allowed", this.allowed);
		}
		return value;
	}

	/**
	 * A problem with one option.
	 * @param detail what is wrong
	 * @param name name of the option as it was sent
	 * @param given its value as it was sent
	 * @return the problem, which repeats what was sent in part and without control
	 * characters
	 */
	static Problem invalid(String detail, String name, String given) {
		return new Problem(ProblemType.INVALID_OPTION, detail).with("option", shown(name)).with("given", shown(given));
	}

	private static String shown(String text) {
		return CleanText.limit(CleanText.of(text), MAX_GIVEN);
	}

}
