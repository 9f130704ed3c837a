package io.soundlift.authserver.page;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.soundlift.language.PageLanguages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that every language has every text, and that there are no texts elsewhere.
 */
class PageTextsTests {

	private static final Path RESOURCES = Path.of("src/main/resources");

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d+)}");

	/** Names and code, which are the same in each language. */
	private static final Pattern NAMES = Pattern
		.compile("^[^\\p{L}]*$|^Soundlift$|^English$|^Deutsch$|^access_token$|^Authorization: Bearer …$|^curl -u ");

	static List<Locale> translations() {
		return PageLanguages.ALL.subList(1, PageLanguages.ALL.size());
	}

	static List<Path> templates() throws IOException {
		try (Stream<Path> files = Files.list(RESOURCES.resolve("templates"))) {
			return files.filter((file) -> file.toString().endsWith(".html")).sorted().toList();
		}
	}

	@ParameterizedTest
	@MethodSource("translations")
	void haveTheSameKeysAndPlaceholders(Locale language) throws IOException {
		Map<String, Set<String>> english = placeholders("messages.properties");
		assertThat(english).hasSizeGreaterThan(100);
		assertThat(placeholders("messages_%s.properties".formatted(language.getLanguage()))).isEqualTo(english);
	}

	@ParameterizedTest
	@MethodSource("templates")
	void areTheOnlyOnesOfPage(Path template) throws IOException {
		String html = Files.readString(template);
		List<String> texts = new ArrayList<>(Arrays.asList(html.split("(?s)<[^>]*>")));
		texts.addAll(found("\\s(?:aria-label|placeholder|title|alt)=\"([^\"]*)\"", html));
		assertThat(texts.stream()
			.map((text) -> text.replaceAll("\\[\\[.*?]]", "").strip())
			.filter((text) -> !NAMES.matcher(text).find() && !text.equals("XXXX-XXXX"))).isEmpty();
	}

	@Test
	void areAllUsedAndAllThere() throws IOException {
		StringBuilder pages = new StringBuilder();
		for (Path template : templates()) {
			pages.append(Files.readString(template));
		}
		Set<String> used = new TreeSet<>(found("#(?:\\{|messages\\.msg\\(')([a-z0-9.-]+)", pages.toString()));
		Set<String> keys = new TreeSet<>(placeholders("messages.properties").keySet());
		assertThat(used).isSubsetOf(keys);
		keys.removeIf((key) -> key.startsWith("error."));
		assertThat(used).containsAll(keys);
	}

	private static List<String> found(String pattern, String text) {
		return Pattern.compile(pattern).matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
	}

	private static Map<String, Set<String>> placeholders(String file) throws IOException {
		Properties texts = new Properties();
		try (Reader reader = Files.newBufferedReader(RESOURCES.resolve(file))) {
			texts.load(reader);
		}
		Map<String, Set<String>> placeholders = new TreeMap<>();
		texts.forEach((key, text) -> placeholders.put(String.valueOf(key),
				new TreeSet<>(found(PLACEHOLDER.pattern(), String.valueOf(text)))));
		return placeholders;
	}

}
