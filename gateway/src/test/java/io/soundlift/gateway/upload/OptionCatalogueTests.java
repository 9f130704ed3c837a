package io.soundlift.gateway.upload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.option.Options;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that documentation and page have the options of the catalogue.
 */
class OptionCatalogueTests {

	@Test
	void isWhatTheDocumentationLists() throws IOException {
		List<String> rows = between(Path.of("../docs/api.md"), "| option | values | default |\n", "\n\n").lines()
			.skip(1)
			.toList();
		assertThat(rows.stream().flatMap((row) -> all("`(\\w+)`", row.split("\\|")[1]).stream()))
			.containsExactlyInAnyOrderElementsOf(Options.byName().keySet());
		assertThat(all("`(\\d+)k`", rows.get(0).split("\\|")[2]))
			.containsExactlyElementsOf(ConversionOptions.BITRATES.stream().map((bits) -> "" + bits / 1000).toList());
		assertThat(all("`(\\d+)`", rows.get(3).split("\\|")[2]))
			.containsExactlyElementsOf(ConversionOptions.SAMPLE_RATES.stream().map(String::valueOf).toList());
	}

	@Test
	void hasFieldsOnPage() throws IOException {
		String fields = between(Path.of("src/main/resources/static/index.html"), "<template id=\"option-fields\">",
				"</template>");
		Set<String> names = new TreeSet<>(all(" name=\"(\\w+)\"", fields));
		assertThat(names.remove("coverAt")).as("time of the frame for the option cover").isTrue();
		assertThat(names.add("quality")).as("option of its own").isTrue();
		assertThat(names).isEqualTo(new TreeSet<>(Options.byName().keySet()));
	}

	private static String between(Path file, String start, String end) throws IOException {
		return Files.readString(file).split(Pattern.quote(start), 2)[1].split(Pattern.quote(end), 2)[0];
	}

	private static List<String> all(String pattern, String text) {
		return Pattern.compile(pattern).matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
	}

}
