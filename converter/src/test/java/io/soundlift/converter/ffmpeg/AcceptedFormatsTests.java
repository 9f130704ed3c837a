package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the formats of {@link ContainedArguments}.
 */
class AcceptedFormatsTests {

	@Test
	void documentsEachFormatThatFfmpegMayRead() throws IOException {
		String table = Files.readString(Path.of("../docs/inputs.md")).split("\n\n")[2];
		Stream<String> documented = Pattern.compile("`(\\w+)`").matcher(table).results().map((name) -> name.group(1));
		assertThat(documented).containsExactlyInAnyOrderElementsOf(ContainedArguments.FORMATS);
	}

}
