package io.soundlift.converter.plan;

import java.util.List;
import java.util.Map;

import io.soundlift.converter.ffmpeg.AudioTrack;
import io.soundlift.converter.ffmpeg.Defect;
import io.soundlift.converter.ffmpeg.Obstacle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TrackChoice}.
 */
class TrackChoiceTests {

	private static final Obstacle OBSTACLE = new Obstacle(Defect.ENCRYPTED, null);

	@Test
	void prefersTracksThatCanBeDecoded() {
		List<AudioTrack> tracks = List.of(track("eng", true, OBSTACLE), track("eng", false, null),
				track("deu", true, null), track("fra", false, OBSTACLE));
		assertThat(TrackChoice.choose(tracks, null)).isEqualTo(2);
		assertThat(TrackChoice.choose(tracks, "eng")).isEqualTo(1);
	}

	@Test
	void takesTheTrackThatWasAskedForWhateverItIs() {
		List<AudioTrack> tracks = List.of(track("eng", true, null), track("fra", false, OBSTACLE));
		assertThat(TrackChoice.choose(tracks, "fra")).isEqualTo(1);
		assertThat(TrackChoice.choose(tracks, "2")).isEqualTo(1);
	}

	@Test
	void takesTheUsualTrackWhenNoneCanBeDecoded() {
		List<AudioTrack> tracks = List.of(track("eng", false, OBSTACLE), track("deu", true, OBSTACLE));
		assertThat(TrackChoice.choose(tracks, null)).isZero();
	}

	private static AudioTrack track(String language, boolean preferred, @Nullable Obstacle obstacle) {
		return new AudioTrack("aac", 44_100, 2, language, preferred, Map.of(), obstacle);
	}

}
