package io.soundlift.converter.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.soundlift.converter.ConverterProperties;
import io.soundlift.converter.ffmpeg.Defect;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Failures}.
 */
class FailuresTests {

	/** Code and sentence of a row; an ellipsis stands for what differs. */
	private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9-]+)` \\| ([^|]+) \\| [^|]+ \\|");

	private final Failures failures = new Failures(Duration.ofHours(12), Duration.ofMinutes(20),
			new ConverterProperties.Limits(DataSize.ofGigabytes(10), 100, DataSize.ofGigabytes(2),
					Duration.ofMinutes(20), DataSize.ofGigabytes(2)));

	@Test
	void documentsCodeAndSentenceOfEachFailure() throws IOException {
		Map<String, String> documented = documented();
		assertThat(documented.keySet()).containsExactlyInAnyOrderElementsOf(this.failures.codes());
		this.failures.all().forEach((failure) -> {
			String sentence = documented.getOrDefault(failure.code(), "");
			String pattern = Arrays.stream(sentence.split("…")).map(Pattern::quote).collect(Collectors.joining(".+"));
			assertThat(failure.detail()).as(failure.code()).matches(pattern);
		});
	}

	@Test
	void namesTheAudioThatCanNotBeDecoded() {
		assertThat(this.failures.of(Defect.UNSUPPORTED_AUDIO, "DTS-UHD").detail())
			.isEqualTo("The sound of this video is DTS-UHD, which we can't decode.");
	}

	private static Map<String, String> documented() throws IOException {
		Map<String, String> rows = new LinkedHashMap<>();
		List<String> lines = Files.readAllLines(Path.of("../docs/inputs.md"));
		for (String line : lines.subList(lines.indexOf("| code | sentence | what the owner can do |"), lines.size())) {
			Matcher row = ROW.matcher(line);
			if (row.matches()) {
				rows.put(row.group(1), row.group(2));
			}
		}
		return rows;
	}

}
