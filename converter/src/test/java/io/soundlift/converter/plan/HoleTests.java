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
import io.soundlift.testsupport.MediaProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Converts videos that have no audio for a while.
 */
class HoleTests {

	/** Longer than two frames of any codec. */
	private static final int FRAMES = 100;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "mkv", "mp4", "ts" })
	void keepsTheTimesOfTheVideoAcrossHoles(String extension) throws IOException {
		// 400 Hz up to 4 s, nothing up to 7 s, 800 Hz up to 12 s
		Path video = video(extension, "aselect='lt(t,4)+gte(t,7)'");
		TestMp3 whole = convert(video, TestOptions.usual());
		assertThat(MediaProbe.of(whole.file()).decodedMillis()).isCloseTo(12_000, within((long) FRAMES));
		assertThat(whole.tone(FRAMES, 4000 - FRAMES)).isCloseTo(400, within(4));
		assertThat(whole.tone(4000 + FRAMES, 7000 - FRAMES)).isZero();
		assertThat(whole.tone(7000 + FRAMES, 12_000 - FRAMES)).isCloseTo(800, within(8));
		TestMp3 part = convert(video, TestOptions.usual().start(6000).end(9000));
		assertThat(MediaProbe.of(part.file()).decodedMillis()).isEqualTo(3000);
		assertThat(part.tone(0, 1000 - FRAMES)).isZero();
		assertThat(part.tone(1000 + FRAMES, 3000)).isCloseTo(800, within(8));
	}

	@ParameterizedTest
	@ValueSource(strings = { "mkv", "mp4", "ts" })
	void beginsWithSilenceWhenTheAudioIsLate(String extension) throws IOException {
		Path video = video(extension, "asetpts=PTS+2/TB");
		TestMp3 whole = convert(video, TestOptions.usual());
		assertThat(MediaProbe.of(whole.file()).decodedMillis()).isCloseTo(14_000, within((long) FRAMES));
		assertThat(whole.tone(0, 2000 - FRAMES)).isZero();
		assertThat(whole.tone(2000 + FRAMES, 6000 - FRAMES)).isCloseTo(400, within(4));
	}

	@Test
	void closesAHoleOfTenYears() throws IOException {
		// a live stream doesn't say how long it is
		Path video = video("mkv", "asetpts='PTS+gte(T,4)*10*365*24*60*60/TB'", "-live", "1");
		TestMp3 whole = convert(video, TestOptions.usual());
		assertThat(MediaProbe.of(whole.file()).decodedMillis()).isCloseTo(12_000, within((long) FRAMES));
		assertThat(whole.tone(7000, 12_000 - FRAMES)).isCloseTo(800, within(8));
	}

	@Test
	void countsSilenceOfHolesAsNoLoudness() throws IOException {
		Path video = video("mkv", "aselect='lt(t,4)+gte(t,7)'");
		assertThat(convert(video, TestOptions.usual().normalized()).loudness()).isCloseTo(Loudness.TARGET, within(0.5));
	}

	private Path video(String extension, String filter, String... more) {
		List<String> arguments = new ArrayList<>(
				List.of("-f", "lavfi", "-i", "aevalsrc=exprs='0.5*sin(2*PI*400*(1+gte(t,7))*t)':s=48000:d=12", "-f",
						"lavfi", "-i", "color=s=64x64:r=5:d=14", "-map", "0:a", "-map", "1:v", "-af", filter, "-c:a",
						extension.equals("ts") ? "mp2" : "aac"));
		arguments.addAll(List.of(more));
		return TestFile.of(this.folder.resolve("video." + extension), arguments.toArray());
	}

	private TestMp3 convert(Path video, TestOptions wish) throws IOException {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder.resolve("work"));
				FfmpegSession session = ffmpeg.open(video)) {
			Path mp3 = TestFfmpeg.convert(session, wish.options(), Duration.ofHours(1), (audio) -> {
			}).file();
			return new TestMp3(Files.copy(mp3, Files.createTempFile(this.folder, "made", ".mp3"),
					StandardCopyOption.REPLACE_EXISTING));
		}
	}

}
