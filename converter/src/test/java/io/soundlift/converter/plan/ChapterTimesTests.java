package io.soundlift.converter.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.soundlift.converter.decode.TestFile;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.TestFfmpeg;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Converts videos whose second chapter begins with a tone, and looks for that tone in the
 * MP3.
 */
class ChapterTimesTests {

	/** When the tone and the second chapter begin in the video. */
	private static final int MARK = 4000;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path folder;

	@ParameterizedTest
	@CsvSource({ "mp4,libx264,aac", "mp4,mpeg4,libopus", "mkv,libx264,flac", "mkv,libx264,libopus", "mkv,mpeg4,aac",
			"webm,libvpx,libopus" })
	void keepsChaptersOnTheTimelineOfTheAudio(String extension, String pictures, String audio) throws IOException {
		for (double late : new double[] { 0, 0.05, 2 }) {
			Path video = video(extension, late, "-c:v", pictures, "-c:a", audio);
			// what ffmpeg writes into Matroska has them off by up to 21 ms
			double expected = aheadInVideo(video);
			assertThat(ahead(video, TestOptions.usual())).as("late by %s s", late).isCloseTo(expected, within(1.0));
			assertThat(ahead(video, TestOptions.usual().start(1234))).as("late by %s s", late)
				.isCloseTo(expected, within(1.0));
		}
	}

	@ParameterizedTest
	@CsvSource({ "webm,libopus", "mka,libopus", "m4a,aac", "mp3,libmp3lame" })
	void beginsChaptersOfAudioAloneWithTheirAudio(String extension, String audio) throws IOException {
		Path file = audio(extension, "-c:a", audio);
		assertThat(ahead(file, TestOptions.usual())).isCloseTo(0, within(1.0));
		assertThat(ahead(file, TestOptions.usual().start(1234))).isCloseTo(0, within(1.0));
	}

	@Test
	void keepsChaptersOfCopiedMp3() throws IOException {
		Path file = audio("mp3", "-c:a", "libmp3lame");
		assertThat(convert(file, TestOptions.usual().encodingLeftOpen()).chapters())
			.isEqualTo(new TestMp3(file).chapters())
			.containsExactly("0.000000 4.000000 One", "4.000000 6.000000 Two");
	}

	@Test
	void movesChaptersOfCopiedMp3AsHolesClose() throws IOException {
		Path video = video("mp4", 2, "-c:v", "mpeg4", "-c:a", "libmp3lame");
		assertThat(ahead(video, TestOptions.usual().encodingLeftOpen())).isCloseTo(0, within(1.0));
	}

	/**
	 * Returns how much earlier the second chapter begins than its tone by the times of
	 * the video.
	 * @return milliseconds
	 */
	private static double aheadInVideo(Path video) {
		TestMp3 audio = new TestMp3(video);
		return audio.begin() + audio.beginOfAudio() - MARK;
	}

	/**
	 * Returns how much earlier the second chapter begins than its tone in the MP3.
	 * @return milliseconds
	 */
	private double ahead(Path video, TestOptions wish) throws IOException {
		TestMp3 mp3 = convert(video, wish);
		String second = mp3.chapters().get(1);
		assertThat(second).endsWith("Two");
		return mp3.beginOfAudio() - 1000 * Double.parseDouble(second.substring(0, second.indexOf(' ')));
	}

	private Path video(String extension, double late, String... codecs) throws IOException {
		List<Object> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", "color=s=64x64:r=5:d=6", "-itsoffset",
				late, "-f", "lavfi", "-i", tone(late), "-i", chapters(), "-map_chapters", "2"));
		arguments.addAll(List.of(codecs));
		return TestFile.of(this.folder.resolve("video." + extension), arguments.toArray());
	}

	private Path audio(String extension, String... codec) throws IOException {
		List<Object> arguments = new ArrayList<>(
				List.of("-f", "lavfi", "-i", tone(0), "-i", chapters(), "-map_chapters", "1"));
		arguments.addAll(List.of(codec));
		return TestFile.of(this.folder.resolve("sound." + extension), arguments.toArray());
	}

	private static String tone(double late) {
		return "aevalsrc=exprs='0.5*sin(2*PI*1000*t)*gte(t,%s)':s=48000:d=%s".formatted(MARK / 1000.0 - late, 6 - late);
	}

	private Path chapters() throws IOException {
		return Files.writeString(this.folder.resolve("chapters.txt"), """
				;FFMETADATA1
				[CHAPTER]
				TIMEBASE=1/1000
				START=0
				END=%1$d
				title=One
				[CHAPTER]
				TIMEBASE=1/1000
				START=%1$d
				END=6000
				title=Two
				""".formatted(MARK));
	}

	private TestMp3 convert(Path video, TestOptions wish) throws IOException {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder.resolve("work"));
				FfmpegSession session = ffmpeg.open(video)) {
			Path mp3 = TestFfmpeg.convert(session, wish.options(), Duration.ofHours(1), (audio) -> {
			}).file();
			return new TestMp3(Files.copy(mp3, this.folder.resolve("made.mp3"), StandardCopyOption.REPLACE_EXISTING));
		}
	}

}
