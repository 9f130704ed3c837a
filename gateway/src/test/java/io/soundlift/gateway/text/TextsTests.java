package io.soundlift.gateway.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.soundlift.gateway.problem.ProblemType;
import io.soundlift.language.PageLanguages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that every language has every text, and that there are no texts elsewhere.
 */
class TextsTests {

	private static final Path STATIC = Path.of("src/main/resources/static");

	/** What the server says in English, so that only other languages have it. */
	private static final String OF_SERVER = "server.";

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

	/** Names, which are the same in each language. */
	private static final Pattern NAMES = Pattern
		.compile("^(– )?Soundlift$|^English$|^Deutsch$|^MP4, MOV, M4A, .*AMR$|^[\\d:]*$|^[^\\p{L}]*$");

	/** A sentence, or a part of one. */
	private static final Pattern WORDS = Pattern
		.compile("(?!Bearer)\\b\\p{Lu}\\p{Ll}+,? (#|\\p{Ll})|# (?!min )\\p{Ll}{2,} |’");

	static List<Locale> translations() {
		return PageLanguages.ALL.subList(1, PageLanguages.ALL.size());
	}

	static List<String> pages() {
		return List.of("index.html", "api.html");
	}

	@ParameterizedTest
	@MethodSource("translations")
	void haveTheSameKeysAndPlaceholders(Locale language) throws IOException {
		Map<String, Set<String>> english = placeholders(Locale.ENGLISH);
		Map<String, Set<String>> translated = placeholders(language);
		translated.keySet().removeIf((key) -> key.startsWith(OF_SERVER));
		assertThat(english).hasSizeGreaterThan(200);
		assertThat(translated).isEqualTo(english);
	}

	@ParameterizedTest
	@MethodSource("translations")
	void translateEveryProblemOfTheServer(Locale language) {
		Texts texts = Texts.in(language);
		assertThat(ProblemType.values()).extracting(ProblemType::code)
			.allMatch((code) -> texts.has("problem." + code) || texts.has("server.problem." + code));
	}

	@ParameterizedTest
	@MethodSource("translations")
	void translateEveryFailureOfConversion(Locale language) throws IOException {
		String table = Arrays.stream(Files.readString(Path.of("../docs/inputs.md")).split("\n\n"))
			.filter((paragraph) -> paragraph.contains("\n| `segment-only` |"))
			.collect(Collectors.joining("\n"));
		assertThat(found(Pattern.compile("^\\| `([a-z0-9-]+)` \\|", Pattern.MULTILINE), table)).hasSizeGreaterThan(15)
			.allMatch((code) -> Texts.in(language).has("server.failure." + code));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void areTheOnlyOnesOfPage(String page) throws IOException {
		String html = Files.readString(STATIC.resolve(page)).replaceAll("(?s)<!--.*?-->", "");
		Stream<String> contents = Arrays.stream(html.split("(?s)<[^>]*>"));
		Stream<String> attributes = found(
				Pattern.compile("\\s(?:aria-label|placeholder|title|alt|content)=\"([^\"]*)\""), html)
			.stream();
		assertThat(Stream.concat(contents, attributes)
			.map((text) -> text.replaceAll("\\{\\{[a-z0-9.-]+}}", "").replaceAll("\\s+", " ").strip())
			.filter(Predicate.not(NAMES.asPredicate()))
			.filter((text) -> !text.equals("width=device-width, initial-scale=1") && !text.equals("light dark"))
			.filter((text) -> !text.equals(","))).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("scripts")
	void areTheOnlyOnesOfScript(Path script) throws IOException {
		String code = withoutComments(Files.readString(script)).replaceAll("throw new (Type)?Error\\(.*", "");
		List<String> literals = new ArrayList<>(found(Pattern.compile("'([^'\n]*)'"), code));
		found(Pattern.compile("`([^`]*)`"), code)
			.forEach((template) -> literals.add(template.replaceAll("\\$\\{[^}]*}", "#")));
		assertThat(literals).noneMatch((literal) -> WORDS.matcher(literal).find());
	}

	static List<Path> scripts() throws IOException {
		try (Stream<Path> files = Files.list(STATIC.resolve("app"))) {
			return files.filter((file) -> !file.getFileName().toString().startsWith("texts-")).sorted().toList();
		}
	}

	@ParameterizedTest
	@MethodSource("allLanguages")
	void areAllUsedAndAllThere(Locale language) throws IOException {
		StringBuilder users = new StringBuilder();
		for (Path file : users()) {
			users.append(withoutComments(Files.readString(file)));
		}
		Set<String> keys = placeholders(language).keySet();
		assertThat(keys.stream().filter((key) -> !key.startsWith(OF_SERVER) && !key.startsWith("problem.")))
			.allMatch((key) -> users.indexOf("'" + key + "'") != -1 || users.indexOf("\"" + key + "\"") != -1
					|| users.indexOf("{{" + key + "}}") != -1);
		assertThat(found(Pattern.compile("(?:message\\(|\\{\\{)'?([a-z0-9]+\\.[a-z0-9-]+)\\b"), users.toString()))
			.isSubsetOf(keys);
	}

	static List<Locale> allLanguages() {
		return PageLanguages.ALL;
	}

	private static List<Path> users() throws IOException {
		try (Stream<Path> pages = Files.list(STATIC); Stream<Path> classes = Files.walk(Path.of("src/main/java"))) {
			return Stream
				.of(pages.filter((file) -> file.toString().endsWith(".html")), scripts().stream(),
						classes.filter((file) -> file.toString().endsWith("Page.java")))
				.flatMap((files) -> files)
				.toList();
		}
	}

	private static String withoutComments(String code) {
		return code.replaceAll("(?ms)^\\s*/\\*.*?\\*/", "").replaceAll("(?m)(^|\\s)//.*$", "");
	}

	private static List<String> found(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
	}

	/**
	 * Reads a catalogue anew: its keys, each with all placeholders of its forms.
	 */
	private static Map<String, Set<String>> placeholders(Locale language) throws IOException {
		String module = Files.readString(STATIC.resolve("app/texts-%s.js".formatted(language.getLanguage())),
				StandardCharsets.UTF_8);
		assertThat(module).startsWith("export default {\n").endsWith("};\n");
		JsonNode texts = new JsonMapper().readTree(module.substring(module.indexOf('{'), module.lastIndexOf('}') + 1));
		return texts.properties()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey,
					(text) -> new TreeSet<>(found(PLACEHOLDER, text.getValue().toString())), (first, second) -> {
						throw new AssertionError("Twice: " + first);
					}, TreeMap::new));
	}

}
