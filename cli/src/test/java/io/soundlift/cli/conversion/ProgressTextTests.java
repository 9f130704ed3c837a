package io.soundlift.cli.conversion;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProgressText}.
 */
class ProgressTextTests {

	@Test
	void tellsPlaceInQueue() {
		assertThat(text("QUEUED", "{'percent':0,'queuePosition':3}"))
			.isEqualTo("Waiting for a converter, number 3 in the queue");
		assertThat(text("QUEUED", "{'percent':0}")).isEqualTo("Waiting for a converter");
	}

	@Test
	void tellsPercentSpeedAndTimeLeft() {
		assertThat(text("CONVERTING", "{'percent':42,'phase':'ENCODING','speed':61.46,'secondsLeft':90}"))
			.isEqualTo("Converting    42 %  61x  1:30 left");
		assertThat(text("CONVERTING", "{'percent':7,'phase':'ENCODING','speed':2.51,'secondsLeft':3725}"))
			.isEqualTo("Converting     7 %  2.5x  1:02:05 left");
	}

	@Test
	void tellsWhatElseIsDone() {
		assertThat(text("CONVERTING", "{'percent':0,'phase':'FETCHING'}"))
			.isEqualTo("Converting     0 %  fetching the video");
		assertThat(text("CONVERTING", "{'percent':42,'phase':'WAITING'}"))
			.isEqualTo("Converting    42 %  waiting for other conversions");
		assertThat(text("CONVERTING", "{'percent':99,'phase':'STORING'}"))
			.isEqualTo("Converting    99 %  storing the MP3");
	}

	@Test
	void claimsNothingThatTheServerDoesNotSay() {
		assertThat(text("CONVERTING", "{'phase':'ENCODING','speed':3.0}")).isEqualTo("Converting         3.0x");
		assertThat(text("CONVERTING", "{'percent':5,'phase':'OF_THE_FUTURE'}")).isEqualTo("Converting     5 %");
		assertThat(text("CONVERTING", null)).isEqualTo("Converting");
	}

	private static String text(String state, @Nullable String progress) {
		Conversion.Progress read = (progress != null)
				? JsonMapper.shared().readValue(progress.replace('\'', '"'), Conversion.Progress.class) : null;
		return ProgressText.of(new Conversion("0f8fad5bd9cb469fa16570867728950e", state, "talk.mp4", Instant.EPOCH,
				read, new Conversion.Video(1, ""), null, null, null, null));
	}

}
