package io.soundlift.gateway.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.soundlift.language.PageLanguages;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;
import org.springframework.web.util.HtmlUtils;

/**
 * Texts of the pages in one language. They are in the modules {@code texts-en.js} and
 * {@code texts-de.js}, which are JSON except for the export statement, so that the page's
 * scripts and the gateway share them.
 */
public final class Texts {

	private static final Pattern KEY = Pattern.compile("\\{\\{([a-z0-9.-]+)}}");

	private static final String LANGUAGE = "language";

	private static final Map<Locale, Texts> ALL = PageLanguages.ALL.stream()
		.collect(Collectors.toUnmodifiableMap(Function.identity(), Texts::new));

	private final Locale locale;

	private final JsonNode texts;

	private Texts(Locale locale) {
		this.locale = locale;
		this.texts = read(locale);
	}

	private static JsonNode read(Locale locale) {
		String file = "static/app/texts-%s.js".formatted(locale.getLanguage());
		try {
			String module = new ClassPathResource(file).getContentAsString(StandardCharsets.UTF_8);
			return new JsonMapper().readTree(module.substring(module.indexOf('{'), module.lastIndexOf('}') + 1));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the texts for the answer to a request.
	 * @param request the request
	 * @return texts in the language that the browser prefers
	 */
	public static Texts of(HttpServletRequest request) {
		return in(PageLanguages.of(request));
	}

	/**
	 * Returns the texts in a language.
	 * @param locale one of {@link PageLanguages#ALL}
	 * @return the texts
	 */
	public static Texts in(Locale locale) {
		Texts texts = ALL.get(locale);
		if (texts == null) {
			throw new IllegalArgumentException("No texts in " + locale);
		}
		return texts;
	}

	/**
	 * Returns the language.
	 * @return one of {@link PageLanguages#ALL}
	 */
	public Locale locale() {
		return this.locale;
	}

	/**
	 * Returns whether there is a text.
	 * @param key its key
	 * @return {@code true} if this language has it
	 */
	public boolean has(String key) {
		return this.texts.has(key);
	}

	/**
	 * Returns a text that has no forms for numbers.
	 * @param key its key
	 * @return the text
	 * @throws IllegalArgumentException if there is no such text
	 */
	public String get(String key) {
		JsonNode text = this.texts.path(key);
		if (!text.isString()) {
			throw new IllegalArgumentException("No text: " + key);
		}
		return text.asString();
	}

	/**
	 * Inserts texts into a page.
	 * @param html the page, with keys in double braces where texts go
	 * @return the page in this language
	 */
	public String fill(String html) {
		return KEY.matcher(html).replaceAll((key) -> Matcher.quoteReplacement(escaped(key)));
	}

	private String escaped(MatchResult key) {
		String name = key.group(1);
		return HtmlUtils.htmlEscape(LANGUAGE.equals(name) ? this.locale.getLanguage() : get(name),
				StandardCharsets.UTF_8.name());
	}

}
