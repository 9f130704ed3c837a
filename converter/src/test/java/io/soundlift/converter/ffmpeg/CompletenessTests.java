package io.soundlift.converter.ffmpeg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.soundlift.converter.container.TestMedia;
import io.soundlift.converter.encode.EncodedMp3;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.testsupport.SampleMedia;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Converts complete files that look incomplete, and incomplete ones that look complete.
 * All have six seconds of audio. Where it begins after the picture, silence comes first.
 */
class CompletenessTests {

	private static final Duration LENGTH = Duration.ofSeconds(6);

	/** More than an encoder puts before the audio and a frame behind it. */
	private static final Duration TOLERANCE = Duration.ofMillis(100);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path folder;

	static Stream<Arguments> completeVideos() {
		List<String> mpeg4 = List.of("-c:v", "mpeg4", "-c:a", "aac");
		List<String> vp8 = List.of("-c:v", "libvpx", "-c:a", "libopus");
		List<String> mpeg2 = List.of("-c:v", "mpeg2video", "-r", "25", "-c:a", "mp2");
		return Stream.of(Arguments.of("mp4", mpeg4, 0.0, "5"), Arguments.of("mov", mpeg4, 0.0, "0.5"),
				Arguments.of("mkv", mpeg4, 0.0, "3600"), Arguments.of("webm", vp8, 0.0, "5"),
				Arguments.of("asf", List.of("-c:v", "wmv2", "-c:a", "wmav2"), 0.0, "5"),
				// the time wraps around after 26.5 hours
				Arguments.of("ts", mpeg2, 0.0, "95440"), Arguments.of("mpg", mpeg2, 0.0, "3600"),
				Arguments.of("mkv", mpeg4, 1.1, "0"), Arguments.of("mkv", mpeg4, 3.0, "5"),
				Arguments.of("mp4", mpeg4, 3.0, "0"),
				Arguments.of("avi", List.of("-c:v", "mpeg4", "-c:a", "mp3"), 2.0, "0"),
				Arguments.of("webm", vp8, -2.0, "5"));
	}

	@ParameterizedTest
	@MethodSource("completeVideos")
	void convertsCompleteVideoWhereverItsTimeBegins(String extension, List<String> codecs, double audioOffset,
			String begin) {
		Path video = TestMedia.video(this.folder.resolve("video." + extension), audioOffset,
				Stream.concat(codecs.stream(), Stream.of("-output_ts_offset", begin)).toArray(String[]::new));
		// AVI has no times of its own for audio
		long silence = extension.equals("avi") ? 0 : Math.max(0, Math.round(audioOffset * 1000));
		assertThat(convert(video, null, null).length()).isCloseTo(LENGTH.plusMillis(silence), TOLERANCE);
	}

	@Test
	void convertsLiveMatroskaWhoseAudioBeginsLate() {
		Path video = TestMedia.video(this.folder.resolve("live.mkv"), 3, "-c:v", "mpeg4", "-c:a", "aac", "-live", "1",
				"-output_ts_offset", "5");
		assertThat(convert(video, null, null).length()).isCloseTo(LENGTH.plusSeconds(3), TOLERANCE);
	}

	@Test
	void convertsPartOfVideoWhoseTimeBeginsLate() {
		Path video = TestMedia.video(this.folder.resolve("video.mkv"), 3, "-c:v", "mpeg4", "-c:a", "aac",
				"-output_ts_offset", "3600");
		assertThat(convert(video, Duration.ofSeconds(2), null).length()).isCloseTo(Duration.ofSeconds(7), TOLERANCE);
		assertThat(convert(video, Duration.ofSeconds(1), Duration.ofSeconds(99)).length())
			.isCloseTo(Duration.ofSeconds(8), TOLERANCE);
	}

	@ParameterizedTest
	@CsvSource({ "wav,pcm_s16le", "wav,adpcm_ms", "w64,pcm_s16le", "aiff,pcm_s16be", "caf,pcm_s16be", "caf,alac",
			"flac,flac", "wma,wmav2", "mp3,libmp3lame" })
	void refusesAudioWhoseEndIsMissing(String extension, String codec) {
		Path audio = TestMedia
			.cut(TestMedia.audio(this.folder.resolve("sound." + extension), "-ac", "2", "-c:a", codec), 0.5);
		assertThatExceptionOfType(UnusableVideoException.class).isThrownBy(() -> convert(audio, null, null))
			.extracting(UnusableVideoException::defect)
			.isEqualTo(Defect.DAMAGED);
	}

	@Test
	void convertsPartThatIsThereOfIncompleteAudio() {
		Path audio = TestMedia.cut(TestMedia.audio(this.folder.resolve("sound.wav")), 0.5);
		assertThat(convert(audio, Duration.ofSeconds(1), Duration.ofSeconds(2)).length())
			.isEqualTo(Duration.ofSeconds(1));
	}

	@ParameterizedTest
	@CsvSource({ "wav,pcm_s16le", "caf,pcm_s16be", "flac,flac", "asf,wmav2", "avi,mp3" })
	void convertsAudioFromPipe(String format, String codec) {
		Path audio = TestMedia.pipedAudio(this.folder.resolve("sound"), "-c:a", codec, "-f", format);
		assertThat(convert(audio, null, null).length()).isCloseTo(LENGTH, TOLERANCE);
	}

	@Test
	void convertsFragmentsOfUnknownLength() {
		Path video = TestMedia.fragmentsOfUnknownLength(this.folder.resolve("fragments.mp4"));
		assertThat(convert(video, null, null).length()).isCloseTo(LENGTH, TOLERANCE);
		assertTooLong(video, Duration.ofSeconds(5));
	}

	@Test
	void convertsMovieThatStatesWrongLength() {
		Path video = TestMedia.audio(this.folder.resolve("sound.mp4"), "-c:a", "aac");
		TestMedia.patch(video, "mvhd", 20, new byte[] { 4, 0, 0, 0 });
		assertThat(convert(video, null, null).length()).isCloseTo(LENGTH, TOLERANCE);
		TestMedia.patch(video, "mvhd", 20, new byte[] { 0, 0, 4, 0 });
		assertThat(convert(video, Duration.ofSeconds(2), null).length()).isCloseTo(Duration.ofSeconds(4), TOLERANCE);
	}

	@Test
	void refusesTooLongAudioByItsPackets() throws IOException {
		Path audio = TestMedia.audio(this.folder.resolve("sound.mp4"), "-c:a", "aac");
		Path log = this.folder.resolve("runs");
		Path script = TestFfmpeg.script(this.folder, "echo \"$*\" >> " + log,
				"exec " + SampleMedia.ffmpeg() + " \"$@\"");
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(script, this.folder.resolve("work"), Duration.ofMinutes(1));
				FfmpegSession session = ffmpeg.open(audio)) {
			assertThatExceptionOfType(UnusableVideoException.class)
				.isThrownBy(() -> ffmpeg.convert(session, 128_000, Duration.ofSeconds(3)))
				.extracting(UnusableVideoException::defect)
				.isEqualTo(Defect.TOO_LONG);
		}
		assertThat(Files.readString(log)).doesNotContain("-f f32le");
	}

	private void assertTooLong(Path video, Duration limit) {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder.resolve("work"));
				FfmpegSession session = ffmpeg.open(video)) {
			assertThatExceptionOfType(UnusableVideoException.class)
				.isThrownBy(() -> ffmpeg.convert(session, 128_000, limit))
				.extracting(UnusableVideoException::defect)
				.isEqualTo(Defect.TOO_LONG);
		}
	}

	private EncodedMp3 convert(Path video, @Nullable Duration start, @Nullable Duration end) {
		ConversionOptions options = new ConversionOptions(128_000, null, true, null, null, start, end, false, null,
				true, Map.of(), null, null);
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.folder.resolve("work"));
				FfmpegSession session = ffmpeg.open(video)) {
			return TestFfmpeg.convert(session, options, TestFfmpeg.MAX_LENGTH, (audio) -> {
			});
		}
	}

}
