package io.soundlift.converter.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

import io.soundlift.converter.decode.ChangingAudio;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.testsupport.MediaProbe;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Converts audio that changes its channels or its sample rate on its way, with options
 * that count samples or measure.
 */
class ChangingAudioTests {

	private static final int PART_MILLIS = ChangingAudio.PART_SECONDS * 1000;

	/** Longer than a frame of AC-3 or AAC. */
	private static final int FRAME_MILLIS = 60;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path folder;

	@ParameterizedTest
	@EnumSource
	void cutsAcrossChanges(ChangingAudio audio) throws IOException {
		Path video = audio.file(this.folder);
		assertCut(video, 1000, 10_000);
		// after all changes
		assertCut(video, 9000, 11_500);
	}

	private void assertCut(Path video, int start, int end) throws IOException {
		TestMp3 mp3 = convert(video, TestOptions.usual().start(start).end(end));
		MediaProbe made = MediaProbe.of(mp3.file());
		assertThat(made.samples()).as("samples from %d to %d", start, end)
			.isEqualTo((end - start) * (made.sampleRate() / 100) / 10);
		for (int part = 0; part < ChangingAudio.TONES.size(); part++) {
			int from = Math.max(start, part * PART_MILLIS + 3 * FRAME_MILLIS);
			int to = Math.min(end, (part + 1) * PART_MILLIS - FRAME_MILLIS);
			if (from < to) {
				assertThat(mp3.tone(from - start, to - start)).as("tone from %d to %d", from, to)
					.isCloseTo(ChangingAudio.TONES.get(part), within(5));
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void bringsTheLoudnessOfAllPartsTogetherToTheTarget(ChangingAudio audio) throws IOException {
		TestMp3 mp3 = convert(audio.file(this.folder), TestOptions.usual().start(1000).end(11_000).normalized());
		assertThat(mp3.loudness()).isCloseTo(Loudness.TARGET, within(0.5));
		assertThat(MediaProbe.of(mp3.file()).decodedMillis()).isEqualTo(10_000);
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
