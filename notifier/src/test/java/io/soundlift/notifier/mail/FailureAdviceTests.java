package io.soundlift.notifier.mail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailureAdvice}.
 */
class FailureAdviceTests {

	private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9-]+)` \\| [^|]+ \\| ([^|]+) \\|");

	@Test
	void documentsTheAdviceForEachCode() throws IOException {
		List<String> lines = Files.readAllLines(Path.of("../docs/inputs.md"));
		int table = lines.indexOf("| code | sentence | what the owner can do |");
		Map<String, String> documented = new HashMap<>();
		for (String line : lines.subList(table, lines.size())) {
			Matcher row = ROW.matcher(line);
			if (row.matches()) {
				documented.put(row.group(1), row.group(2));
			}
		}
		assertThat(documented.keySet()).isEqualTo(FailureAdvice.codes());
		documented.forEach((code, advice) -> assertThat(FailureAdvice.of(code)).as(code).isEqualTo(advice));
	}

}
