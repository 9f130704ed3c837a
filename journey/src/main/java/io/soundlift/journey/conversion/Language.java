package io.soundlift.journey.conversion;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Languages as videos name them, in one form: three letters of ISO 639-2/T.
 */
public final class Language {

	/** Names of ISO 639-2/B, which Matroska uses, by those of ISO 639-2/T. */
	private static final Map<String, String> BIBLIOGRAPHIC = Map.ofEntries(Map.entry("alb", "sqi"),
			Map.entry("arm", "hye"), Map.entry("baq", "eus"), Map.entry("bur", "mya"), Map.entry("chi", "zho"),
			Map.entry("cze", "ces"), Map.entry("dut", "nld"), Map.entry("fre", "fra"), Map.entry("geo", "kat"),
			Map.entry("ger", "deu"), Map.entry("gre", "ell"), Map.entry("ice", "isl"), Map.entry("mac", "mkd"),
			Map.entry("mao", "mri"), Map.entry("may", "msa"), Map.entry("per", "fas"), Map.entry("rum", "ron"),
			Map.entry("slo", "slk"), Map.entry("tib", "bod"), Map.entry("wel", "cym"));

	private static final Set<String> TWO_LETTERS = Arrays.stream(Locale.getISOLanguages())
		.collect(Collectors.toUnmodifiableSet());

	private Language() {
	}

	/**
	 * Reads the name of a language.
	 * @param name two letters of ISO 639-1 or three of ISO 639-2, in any case, or a tag
	 * of BCP 47 that begins with them
	 * @return three letters of ISO 639-2/T in lower case; empty if the name has another
	 * form
	 */
	public static Optional<String> of(String name) {
		String lower = name.toLowerCase(Locale.ROOT);
		int subtag = lower.indexOf('-');
		String language = (subtag > 0) ? lower.substring(0, subtag) : lower;
		if (language.matches("[a-z]{3}")) {
			return Optional.of(BIBLIOGRAPHIC.getOrDefault(language, language));
		}
		return TWO_LETTERS.contains(language) ? threeLetters(language) : Optional.empty();
	}

	private static Optional<String> threeLetters(String language) {
		try {
			return Optional.of(Locale.forLanguageTag(language).getISO3Language()).filter((name) -> !name.isEmpty());
		}
		catch (MissingResourceException ex) {
			return Optional.empty();
		}
	}

}
