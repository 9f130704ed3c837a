package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Targets} and the names of {@link Downloader}'s files.
 */
class TargetsTests {

	/** A letter with an accent of its own, three bytes. */
	private static final String COMPOSED = "e\u0301";

	@ParameterizedTest
	@ValueSource(strings = { "x", "\u00e4", COMPOSED, "\u4e16", "\ud83c\udfb5" })
	void shortensNamesThatFileSystemsDoNotTake(String character, @TempDir Path folder) throws IOException {
		for (String name : List.of(Targets.plain(character.repeat(250) + ".mp3"),
				Targets.mp3Name(character.repeat(250) + ".mp4"))) {
			assertThat(name).endsWith(".mp3").matches("(?:" + character + ")+\\.mp3");
			assertThat(name.getBytes(StandardCharsets.UTF_8).length).isBetween(250, 255);
			Path partial = Downloader.partial(StubApi.ID, folder.resolve(name));
			assertThat(partial.getFileName().toString()).endsWith(StubApi.ID + ".part")
				.matches("\\.(?:" + character + ")+\\.mp3\\..+");
			Files.delete(Files.createFile(partial));
			Files.delete(Files.createFile(folder.resolve(name)));
		}
	}

	@Test
	void cutsACharacterThatIsLongerThanANameBetweenItsCodePoints() {
		String name = Targets.mp3Name("e" + "\u0301".repeat(300) + ".mp4");
		assertThat(name).matches("e\u0301+\\.mp3");
		assertThat(name.getBytes(StandardCharsets.UTF_8).length).isBetween(250, 255);
	}

	@Test
	void leavesOtherNamesAsTheyAre() {
		assertThat(Targets.plain("talk.mp3")).isEqualTo("talk.mp3");
		assertThat(Targets.mp3Name("x".repeat(251) + ".mp4")).isEqualTo("x".repeat(251) + ".mp3");
		assertThat(Targets.mp3Name("x".repeat(253) + ".a")).isEqualTo("x".repeat(251) + ".mp3");
	}

	@Test
	void namesEveryFileThatTheServerAccepts() throws IOException {
		String table = Files.readString(Path.of("../docs/inputs.md")).split("\n\n")[2];
		String documented = Pattern.compile("^\\| ([^|]+) \\| `", Pattern.MULTILINE)
			.matcher(table)
			.results()
			.map((row) -> row.group(1))
			.collect(Collectors.joining(", "));
		assertThat(ConvertCommand.ACCEPTED).isEqualTo(documented);
	}

}
