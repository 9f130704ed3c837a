package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link VideoProbe}, with the ffmpeg of the system and with the bundled one.
 */
class VideoProbeTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	static Path folder;

	@ParameterizedTest
	@EnumSource(names = { "MP4_TRACKS", "MKV_TRACKS" })
	void findsTracksPicturesAndChapters(Sample sample) throws IOException {
		for (Path executable : List.of(SampleMedia.ffmpeg(), BundledFfmpeg.unpack(folder))) {
			ProbedVideo video = probe(executable, sample);
			assertThat(video.format()).isEqualTo((sample == Sample.MKV_TRACKS) ? "matroska" : "mov");
			assertThat(video.declaredLength().end()).isBetween(Duration.ofMillis(5_900), Duration.ofMillis(6_100));
			assertThat(video.tracks()).extracting(AudioTrack::codec).containsExactly("aac", "aac", "aac");
			assertThat(video.tracks()).extracting(AudioTrack::sampleRate).containsOnly(44_100);
			assertThat(video.tracks()).extracting(AudioTrack::channels).containsOnly(1);
			assertThat(video.tracks()).extracting(AudioTrack::language).containsExactly("eng", "deu", "fra");
			assertThat(video.tracks()).extracting(AudioTrack::preferred).containsExactly(false, true, false);
			assertThat(video.pictures()).hasSize(1);
			assertThat(video.tags()).containsEntry("title", "Tracks\n  Stream #0:0: Audio: none");
			assertThat(video.chapters()).containsExactly(
					new ProbedVideo.Chapter(Duration.ZERO, Duration.ofSeconds(2), "Red"),
					new ProbedVideo.Chapter(Duration.ofSeconds(2), Duration.ofSeconds(6), "Blue"));
		}
	}

	@Test
	void believesNoTagThatLooksLikeItsDescription() throws IOException {
		for (Path executable : List.of(SampleMedia.ffmpeg(), BundledFfmpeg.unpack(folder))) {
			ProbedVideo video = probe(executable, Sample.MP4_FORGED);
			assertThat(video.tracks()).singleElement().satisfies((track) -> {
				assertThat(track.codec()).isEqualTo("aac");
				assertThat(track.sampleRate()).isEqualTo(44_100);
				assertThat(track.language()).isNull();
			});
			assertThat(video.pictures()).isEmpty();
			assertThat(video.declaredLength().end()).as("one of two lengths").isNull();
		}
	}

	@Test
	void countsChannelsOfEveryKindOfLayout() {
		assertThat(List.of("mono", "stereo", "2.1", "5.1(side)", "7.1.2", "quad", "6 channels", "1 channels (FL)", "?"))
			.extracting(ChannelLayout::channels)
			.containsExactly(1, 2, 3, 6, 10, 4, 6, 1, 0);
	}

	@Test
	void readsEscapedTagsAndSkipsChaptersThatCanNotBe() {
		FfMetadata metadata = FfMetadata.parse("""
				;FFMETADATA1
				a\\=b\\
				[CHAPTER]=c\\;\\\\
				Title=\\#1
				title=2
				[STREAM]
				language=deu
				[CHAPTER]
				TIMEBASE=1/0
				START=0
				END=1
				[CHAPTER]
				TIMEBASE=1/10
				START=50
				END=50
				[CHAPTER]
				TIMEBASE=1/10
				START=20
				END=999999999999999999
				START=7
				title=late
				[CHAPTER]
				TIMEBASE=1/1000000000
				START=0
				END=1500000000
				""");
		assertThat(metadata.tags()).containsEntry("a=b\n[chapter]", "c;\\").containsEntry("title", "#1").hasSize(2);
		assertThat(metadata.streams()).singleElement().satisfies((tags) -> assertThat(tags).containsKey("language"));
		assertThat(metadata.chapters()).containsExactly(
				new ProbedVideo.Chapter(Duration.ZERO, Duration.ofMillis(1500), ""),
				new ProbedVideo.Chapter(Duration.ofSeconds(2), Duration.ofDays(365), "late"));
	}

	private static ProbedVideo probe(Path executable, Sample sample) {
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(executable, folder.resolve("work"), Duration.ofMinutes(1));
				FfmpegSession session = ffmpeg.open(SampleMedia.file(sample))) {
			return TestFfmpeg.probe().probe(session);
		}
	}

}
