package io.soundlift.converter.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.soundlift.converter.container.TestMedia;
import io.soundlift.converter.encode.EncodedMp3;
import io.soundlift.converter.ffmpeg.Defect;
import io.soundlift.converter.ffmpeg.FfmpegSession;
import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.converter.ffmpeg.UnusableVideoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * Normalizes audio of unusual loudness.
 */
class NormalizationTests {

	private static final double TOLERANCE = 0.5;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path folder;

	@ParameterizedTest
	@ValueSource(strings = {
			// 0.4 LUFS, 12 LUFS and 32 LUFS: louder than full scale
			"1.05*sin(2*PI*997*t)", "4*sin(2*PI*997*t)", "40*sin(2*PI*997*t)",
			// loud bursts in quiet audio
			"(0.003+0.9*lt(mod(t,5),1))*sin(2*PI*997*t)",
			// swelling audio, of a wide range
			"0.003*exp(t/2)*sin(2*PI*997*t)",
			// quiet audio whose peaks are in the way
			"0.02*sin(2*PI*440*t)*(1+sin(2*PI*3*t))+0.7*sin(2*PI*997*t)*lt(mod(t,3),0.004)" })
	void bringsAudioToTheTargetWhateverItsPeaks(String expression) {
		Path audio = TestMedia.samples(this.folder.resolve("sound.wav"), expression, 10);
		assertThat(convert(audio, TestOptions.usual().normalized()).loudness()).isCloseTo(Loudness.TARGET,
				within(TOLERANCE));
	}

	@Test
	void makesUpForWhatTheEncoderTakesAway() {
		Path audio = TestMedia.samples(this.folder.resolve("sound.wav"), "0.4*sin(2*PI*997*t)", 4);
		assertThat(convert(audio, TestOptions.usual().normalized()).loudness()).isCloseTo(Loudness.TARGET,
				within(0.11));
		assertThat(convert(audio, TestOptions.usual().quality(4).normalized()).loudness()).isCloseTo(Loudness.TARGET,
				within(0.11));
	}

	@ParameterizedTest
	@CsvSource({ "0,1", "0.1*sin(2*PI*997*t),0.3" })
	void leavesAloneWhatCanNotBeMeasured(String expression, double seconds) {
		Path audio = TestMedia.samples(this.folder.resolve("sound.wav"), expression, seconds);
		TestMp3 plain = convert(audio, TestOptions.usual());
		assertThat(convert(audio, TestOptions.usual().normalized()).file()).hasSameBinaryContentAs(plain.file());
	}

	@ParameterizedTest
	@ValueSource(strings = { "0/0", "if(lt(t,0.5),1/0,0.1*sin(2*PI*997*t))" })
	void refusesSamplesThatAreNoNumbers(String expression) {
		Path audio = TestMedia.samples(this.folder.resolve("sound.wav"), expression, 2);
		assertThatExceptionOfType(UnusableVideoException.class)
			.isThrownBy(() -> convert(audio, TestOptions.usual().normalized()))
			.extracting(UnusableVideoException::defect)
			.isEqualTo(Defect.DAMAGED);
	}

	private TestMp3 convert(Path audio, TestOptions wish) {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder.resolve("work"));
				FfmpegSession session = ffmpeg.open(audio)) {
			EncodedMp3 mp3 = TestFfmpeg.convert(session, wish.options(), Duration.ofHours(1), (encoded) -> {
			});
			return new TestMp3(Files.copy(mp3.file(), Files.createTempDirectory(this.folder, "made").resolve("mp3")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
