package io.soundlift.gateway.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the page says about files.
 */
class AcceptedFilesTests {

	@Test
	void namesEveryFileThatConvertersAccept() throws IOException {
		String table = Files.readString(Path.of("../docs/inputs.md")).split("\n\n")[2];
		String documented = Pattern.compile("^\\| ([^|]+) \\| `", Pattern.MULTILINE)
			.matcher(table)
			.results()
			.map((row) -> row.group(1))
			.collect(Collectors.joining(", "));
		String page = Files.readString(Path.of("src/main/resources/static/index.html")).replaceAll("\\s+", " ");
		assertThat(page).contains("<li>" + documented + "</li>");
	}

}
