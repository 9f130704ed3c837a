package io.soundlift.converter.job;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConversionJob}.
 */
class ConversionJobTests {

	@ParameterizedTest
	@CsvSource({ "talk.mp4,talk.mp3", "My talk.final.MOV,My talk.final.mp3", "talk,talk.mp3", ".mp4,.mp4.mp3" })
	void namesMp3AfterItsVideo(String video, String mp3) {
		assertThat(ConversionJob.mp3Name(video)).isEqualTo(mp3);
	}

}
