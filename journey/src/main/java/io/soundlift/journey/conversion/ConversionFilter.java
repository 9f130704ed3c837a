package io.soundlift.journey.conversion;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/**
 * Filter for the conversions of an owner.
 *
 * @param states states of which one is wanted; empty for any
 * @param text what the video's name contains, whatever the case of letters; empty for any
 * name
 */
public record ConversionFilter(Set<ConversionState> states, String text) {

	/**
	 * Creates a filter.
	 */
	public ConversionFilter {
		states = Set.copyOf(states);
		text = comparable(text);
	}

	/**
	 * Returns whether every conversion matches.
	 * @return whether there are no criteria
	 */
	public boolean isEmpty() {
		return this.states.isEmpty() && this.text.isEmpty();
	}

	boolean matches(ConversionState state, String fileName) {
		return (this.states.isEmpty() || this.states.contains(state)) && comparable(fileName).contains(this.text);
	}

	/** The same letter may be written as one character or as several. */
	private static String comparable(String text) {
		return Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
	}

}
