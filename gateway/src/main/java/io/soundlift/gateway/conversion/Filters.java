package io.soundlift.gateway.conversion;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.soundlift.gateway.problem.Problem;
import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.journey.conversion.ConversionFilter;
import io.soundlift.journey.conversion.ConversionState;
import org.jspecify.annotations.Nullable;

/**
 * Reader of the filter in a request for the list.
 */
final class Filters {

	private static final int MAX_TEXT_CODE_POINTS = 100;

	private Filters() {
	}

	/**
	 * Reads the parameters of a request.
	 * @param states names of states; {@code null} for any
	 * @param text part of a name; {@code null} or blank for any
	 * @throws Problem {@link ProblemType#INVALID_PARAMETER} if a state is unknown or the
	 * text too long
	 */
	static ConversionFilter read(@Nullable List<String> states, @Nullable String text) {
		if (text != null && text.codePointCount(0, text.length()) > MAX_TEXT_CODE_POINTS) {
			throw new Problem(ProblemType.INVALID_PARAMETER,
					"The parameter q may have up to %d characters.".formatted(MAX_TEXT_CODE_POINTS));
		}
		return new ConversionFilter((states != null) ? states(states) : Set.of(), (text != null) ? text.strip() : "");
	}

	private static Set<ConversionState> states(List<String> names) {
		Set<ConversionState> states = EnumSet.noneOf(ConversionState.class);
		for (String name : names) {
			states.add(Arrays.stream(ConversionState.values())
				.filter((state) -> state.name().equals(name))
				.findFirst()
				.orElseThrow(Filters::unknownState));
		}
		return states;
	}

	private static Problem unknownState() {
		return new Problem(ProblemType.INVALID_PARAMETER, "The parameter state may have %s, or several of them."
			.formatted(Arrays.stream(ConversionState.values()).map(Enum::name).collect(Collectors.joining(", "))));
	}

}
