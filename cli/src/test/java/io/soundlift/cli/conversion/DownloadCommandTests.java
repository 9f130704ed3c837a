package io.soundlift.cli.conversion;

import io.soundlift.cli.console.CommandException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DownloadCommand}.
 */
class DownloadCommandTests {

	@Test
	void saysThatAnMp3HasExpiredBeforeItAsksForIt() {
		assertThatExceptionOfType(CommandException.class)
			.isThrownBy(() -> DownloadCommand.mp3(completed("'mp3ExpiresAt':'2026-01-31T00:00:00Z','expired':true")))
			.withMessage("The MP3 is not kept any more. To have it again, convert the video again.");
	}

	@Test
	void takesAnMp3ThatIsStillKept() {
		assertThat(DownloadCommand.mp3(completed("'mp3ExpiresAt':'2026-01-31T00:00:00Z'")).fileName())
			.isEqualTo("talk.mp3");
		assertThat(DownloadCommand.mp3(completed("'attempt':1")).fileName()).as("from an older server")
			.isEqualTo("talk.mp3");
	}

	private static Conversion completed(String more) {
		String json = """
				{'id':'0f8fad5bd9cb469fa16570867728950e','state':'COMPLETED','fileName':'talk.mp4','createdAt':'2026-01-01T00:00:00Z',
				 'video':{'sizeBytes':5,'sha256':'00'},
				 'mp3':{'sizeBytes':5,'sha256':'00','durationMillis':1000,'fileName':'talk.mp3'},%s}"""
			.formatted(more);
		return JsonMapper.builder()
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
			.build()
			.readValue(json.replace('\'', '"'), Conversion.class);
	}

}
