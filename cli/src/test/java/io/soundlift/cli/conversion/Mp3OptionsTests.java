package io.soundlift.cli.conversion;

import java.util.Map;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Mp3Options}.
 */
class Mp3OptionsTests {

	@Test
	void asksForNothingUnlessTold() {
		assertThat(parse("talk.mp4")).isEmpty();
	}

	@Test
	void asksUnderTheNamesOfTheApi() {
		assertThat(parse("--quality", "2", "--channels=1", "--sampleRate", "22050", "--start", "1:30", "--end=95.5",
				"--normalize", "--track", "de", "--no-tags", "--cover", "0:10", "--no-chapters", "--title", "A & B",
				"--artist=", "--album", "C", "--albumArtist", "D", "--composer", "E", "--genre", "F", "--year", "2026",
				"--trackNumber", "3/12", "--comment", "G", "--copyright", "H", "talk.mp4"))
			.containsExactlyInAnyOrderEntriesOf(Map.ofEntries(Map.entry("quality", "2"), Map.entry("channels", "1"),
					Map.entry("sampleRate", "22050"), Map.entry("start", "1:30"), Map.entry("end", "95.5"),
					Map.entry("normalize", "true"), Map.entry("track", "de"), Map.entry("tags", "false"),
					Map.entry("cover", "0:10"), Map.entry("chapters", "false"), Map.entry("title", "A & B"),
					Map.entry("artist", ""), Map.entry("album", "C"), Map.entry("albumArtist", "D"),
					Map.entry("composer", "E"), Map.entry("genre", "F"), Map.entry("year", "2026"),
					Map.entry("trackNumber", "3/12"), Map.entry("comment", "G"), Map.entry("copyright", "H")));
	}

	@Test
	void takesNoVideoForTheValueOfAFlag() {
		assertThat(parse("--normalize", "talk.mp4", "--bitrate", "128k")).containsOnly(Map.entry("normalize", "true"),
				Map.entry("bitrate", "128k"));
	}

	private static Map<String, String> parse(String... arguments) {
		Arguments parsed = new Arguments();
		CommandLine command = new CommandLine(parsed);
		command.parseArgs(arguments);
		assertThat(parsed.file).isEqualTo("talk.mp4");
		return Mp3Options.of(command);
	}

	/**
	 * A command that has the options and a file.
	 */
	@Command(modelTransformer = Mp3Options.class)
	static final class Arguments {

		@Parameters
		private String file = "";

	}

}
