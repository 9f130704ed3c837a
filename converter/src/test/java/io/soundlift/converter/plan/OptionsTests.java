package io.soundlift.converter.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.soundlift.converter.encode.EncodedMp3;
import io.soundlift.converter.ffmpeg.Defect;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.converter.ffmpeg.UnusableVideoException;
import io.soundlift.journey.conversion.Cover;
import io.soundlift.journey.conversion.Plan;
import io.soundlift.testsupport.MediaProbe;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * Converts videos with every option and looks at the MP3.
 */
class OptionsTests {

	private static final Duration MAX_LENGTH = Duration.ofHours(1);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path folder;

	private int made;

	@Test
	void variesTheBitRateForAQuality() {
		assertThat(convert(Sample.MP4_AAC, TestOptions.usual().quality(2)).isVariable()).isTrue();
		assertThat(convert(Sample.MP4_AAC, TestOptions.usual()).isVariable()).isFalse();
	}

	@Test
	void changesChannelsAndSampleRate() {
		MediaProbe mono = MediaProbe
			.of(convert(Sample.MP4_AAC, TestOptions.usual().channels(1).sampleRate(22_050)).file());
		assertThat(mono.channels()).isEqualTo(1);
		assertThat(mono.sampleRate()).isEqualTo(22_050);
		assertThat(mono.decodedMillis()).isCloseTo(4000, within(60L));
		MediaProbe stereo = MediaProbe.of(convert(Sample.MP4_AAC_FASTSTART, TestOptions.usual().channels(2)).file());
		assertThat(stereo.channels()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource(names = { "MP4_AAC", "MKV_PCM", "MP4_MP3" })
	void trimsToTheSample(Sample sample) {
		MediaProbe middle = MediaProbe.of(convert(sample, TestOptions.usual().start(1250).end(3500)).file());
		assertThat(middle.samples()).isEqualTo(2_250 * 44_100 / 1000);
		long all = MediaProbe.of(convert(sample, TestOptions.usual()).file()).samples();
		assertThat(MediaProbe.of(convert(sample, TestOptions.usual().start(1000)).file()).samples())
			.isEqualTo(all - 44_100);
		assertThat(MediaProbe.of(convert(sample, TestOptions.usual().end(99_000)).file()).samples()).isEqualTo(all);
	}

	@ParameterizedTest
	@CsvSource({ "MP4_AAC", "MKV_AC3_SURROUND", "MP4_TRACKS" })
	void bringsTheLoudnessToTheTarget(Sample sample) {
		TestMp3 plain = convert(sample, TestOptions.usual());
		TestMp3 normalized = convert(sample, TestOptions.usual().normalized());
		assertThat(plain.loudness()).isNotCloseTo(Loudness.TARGET, within(1.0));
		assertThat(normalized.loudness()).isCloseTo(Loudness.TARGET, within(0.5));
		assertThat(MediaProbe.of(normalized.file()).samples()).isEqualTo(MediaProbe.of(plain.file()).samples());
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "-,880", "1,440", "2,880", "3,1320", "eng,440", "deu,880", "fra,1320" })
	void choosesTheTrackByNumberOrLanguage(@Nullable String wish, int tone) {
		for (Sample sample : List.of(Sample.MP4_TRACKS, Sample.MKV_TRACKS)) {
			TestOptions options = (wish != null) ? TestOptions.usual().track(wish) : TestOptions.usual();
			assertThat(convert(sample, options).tone()).isCloseTo(tone, within(5));
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "MP4_TRACKS", "MKV_TRACKS" })
	void carriesCleanTagsOver(Sample sample) {
		assertThat(convert(sample, TestOptions.usual()).metadata())
			.contains("title=Tracks Stream \\#0:0: Audio: none", "artist=\u00c4nne", "album=Samples", "genre=Test",
					"date=2026", "comment=No comment")
			.noneMatch((line) -> line.contains("forged"));
	}

	@Test
	void setsAndRemovesTags() {
		List<String> metadata = convert(Sample.MKV_TRACKS,
				TestOptions.usual()
					.tag("title", "\u00dcber \u2603 \ud83c\udfb5")
					.tag("album", "")
					.tag("year", "1999")
					.tag("trackNumber", "3/12")
					.tag("albumArtist", "B")
					.tag("composer", "C")
					.tag("comment", "D; #= E")
					.tag("copyright", "F"))
			.metadata();
		assertThat(metadata)
			.contains("title=\u00dcber \u2603 \ud83c\udfb5", "artist=\u00c4nne", "date=1999", "track=3/12",
					"album_artist=B", "composer=C", "comment=D\\; \\#\\= E", "copyright=F")
			.noneMatch((line) -> line.startsWith("album="));
		assertThat(convert(Sample.MKV_TRACKS, TestOptions.usual().withoutTags().tag("genre", "G")).metadata())
			.contains("genre=G")
			.noneMatch((line) -> line.startsWith("artist=") || line.startsWith("title=Tracks"));
	}

	@Test
	void movesChaptersWithTheStart() {
		assertThat(chapters(TestOptions.usual())).containsExactly("0.000000 2.000000 Red", "2.000000 6.000000 Blue");
		assertThat(chapters(TestOptions.usual().start(1500).end(5000))).containsExactly("0.000000 0.500000 Red",
				"0.500000 3.500000 Blue");
		assertThat(chapters(TestOptions.usual().start(2500))).containsExactly("0.000000 3.500000 Blue");
		assertThat(convert(Sample.MKV_TRACKS, TestOptions.usual().withoutChapters()).metadata())
			.doesNotContain("[CHAPTER]");
	}

	private List<String> chapters(TestOptions wish) {
		return convert(Sample.MKV_TRACKS, wish).chapters();
	}

	@ParameterizedTest
	@EnumSource(names = { "MP4_TRACKS", "MKV_TRACKS" })
	void keepsTheAttachedPictureAsItIs(Sample sample) throws IOException {
		byte[] picture = Files.readAllBytes(SampleMedia.file(Sample.COVER));
		assertThat(convert(sample, TestOptions.usual()).cover()).isEqualTo(picture);
		assertThat(convert(sample, TestOptions.usual().cover(Cover.ATTACHED)).cover()).isEqualTo(picture);
		assertThat(convert(sample, TestOptions.usual().cover(Cover.NONE)).cover()).isEmpty();
		assertThat(convert(Sample.MP4_AAC, TestOptions.usual()).cover()).isEmpty();
	}

	@Test
	void takesAFrameAtItsTime() {
		int[] early = convert(Sample.MP4_TRACKS, TestOptions.usual().cover(Cover.frame(Duration.ofSeconds(1))))
			.coverColor();
		int[] late = convert(Sample.MP4_TRACKS, TestOptions.usual().cover(Cover.frame(Duration.ofSeconds(4))))
			.coverColor();
		assertThat(early[0]).as("red").isGreaterThan(200);
		assertThat(early[2]).as("blue").isLessThan(60);
		assertThat(late[0]).as("red").isLessThan(60);
		assertThat(late[2]).as("blue").isGreaterThan(200);
	}

	@Test
	void saysWhatOnlyTheVideoCanRefute() {
		assertDefect(Sample.MP4_TRACKS, TestOptions.usual().track("4"), Defect.NO_SUCH_TRACK);
		assertDefect(Sample.MP4_TRACKS, TestOptions.usual().track("jpn"), Defect.NO_SUCH_TRACK);
		assertDefect(Sample.MP4_AAC, TestOptions.usual().start(4500), Defect.START_PAST_END);
		assertDefect(Sample.TS_MP2, TestOptions.usual().start(60_000), Defect.START_PAST_END);
		assertDefect(Sample.MP4_AAC, TestOptions.usual().cover(Cover.ATTACHED), Defect.NO_PICTURE);
		assertDefect(Sample.MP4_AAC, TestOptions.usual().cover(Cover.frame(Duration.ofMinutes(1))), Defect.NO_PICTURE);
	}

	@Test
	void copiesMp3OnlyWhenNoOptionChangesTheAudio() {
		assertThat(mode(TestOptions.usual().encodingLeftOpen())).isEqualTo(Plan.Mode.COPY);
		assertThat(mode(TestOptions.usual().encodingLeftOpen().channels(2).sampleRate(44_100).tag("title", "x")))
			.isEqualTo(Plan.Mode.COPY);
		for (TestOptions wish : List.of(TestOptions.usual(), TestOptions.usual().encodingLeftOpen().channels(1),
				TestOptions.usual().encodingLeftOpen().sampleRate(48_000),
				TestOptions.usual().encodingLeftOpen().start(10), TestOptions.usual().encodingLeftOpen().end(1000),
				TestOptions.usual().encodingLeftOpen().normalized())) {
			assertThat(mode(wish)).isEqualTo(Plan.Mode.WHOLE);
		}
	}

	@Test
	void encodesClipsOfAMinuteInOnePiece() {
		Path file = SampleMedia.mp4(Duration.ofSeconds(100));
		assertThat(mode(file, TestOptions.usual().end(61_000))).isEqualTo(Plan.Mode.WHOLE);
		assertThat(mode(file, TestOptions.usual())).isEqualTo(Plan.Mode.CHUNKED);
	}

	private Plan.Mode mode(TestOptions wish) {
		return mode(SampleMedia.file(Sample.MKV_MP3), wish);
	}

	private Plan.Mode mode(Path file, TestOptions wish) {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder.resolve("work"));
				FfmpegSession session = ffmpeg.open(file)) {
			return TestFfmpeg.convert(session, wish.options(), MAX_LENGTH, (audio) -> {
			}).mode();
		}
	}

	private void assertDefect(Sample sample, TestOptions wish, Defect defect) {
		assertThatExceptionOfType(UnusableVideoException.class).isThrownBy(() -> convert(sample, wish))
			.extracting(UnusableVideoException::defect)
			.isEqualTo(defect);
	}

	private TestMp3 convert(Sample sample, TestOptions wish) {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder.resolve("work"));
				FfmpegSession session = ffmpeg.open(SampleMedia.file(sample))) {
			EncodedMp3 mp3 = TestFfmpeg.convert(session, wish.options(), MAX_LENGTH, (audio) -> {
			});
			return new TestMp3(Files.copy(mp3.file(), this.folder.resolve(this.made++ + ".mp3")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
