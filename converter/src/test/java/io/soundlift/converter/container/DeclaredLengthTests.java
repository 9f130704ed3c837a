package io.soundlift.converter.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeclaredLength}, on files of six seconds.
 */
class DeclaredLengthTests {

	private static final Duration LENGTH = Duration.ofSeconds(6);

	private static final Duration ROUNDING = Duration.ofMillis(60);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path folder;

	@ParameterizedTest
	@CsvSource({ "wav,wav,pcm_s16le", "rf64.wav,wav,pcm_s24le", "w64,w64,pcm_s16le", "aiff,aiff,pcm_s16be",
			"caf,caf,pcm_s16be" })
	void findsWhatIsMissingBySizeOfAudio(String extension, String format, String codec) {
		String[] options = extension.startsWith("rf64") ? new String[] { "-c:a", codec, "-rf64", "always" }
				: new String[] { "-c:a", codec };
		Path file = TestMedia.audio(this.folder.resolve("sound." + extension), options);
		DeclaredLength whole = DeclaredLength.of(file, format, LENGTH);
		assertThat(whole).isEqualTo(new DeclaredLength(LENGTH, true, Duration.ZERO));
		DeclaredLength rest = DeclaredLength.of(TestMedia.cut(file, 0.25), format, LENGTH.dividedBy(4));
		assertThat(rest.complete()).isFalse();
		assertThat(rest.missing()).isCloseTo(Duration.ofMillis(4500), ROUNDING);
		assertThat(rest.end()).isCloseTo(LENGTH, ROUNDING);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, 0x7fff_f000, 0x7fff_ffff, 0x8000_0000, 0x7fff_ffd8 })
	void missesNothingInWaveOfUnknownSize(int size) {
		Path file = TestMedia.patch(TestMedia.audio(this.folder.resolve("sound.wav")), "data", 4,
				TestMedia.littleEndian(size));
		assertThat(DeclaredLength.of(file, "wav", LENGTH)).isEqualTo(new DeclaredLength(LENGTH, false, Duration.ZERO));
	}

	@Test
	void missesNothingInAudioFromPipes() {
		Duration told = Duration.ofSeconds(1);
		for (String format : new String[] { "wav", "w64", "aiff", "caf", "flac", "asf" }) {
			Path file = TestMedia.pipedAudio(this.folder.resolve("piped." + format), "-f", format);
			DeclaredLength length = DeclaredLength.of(file, format, told);
			assertThat(length.missing()).as(format).isZero();
			assertThat(length.complete()).as(format).isFalse();
			if (!format.startsWith("w") && !format.equals("caf")) {
				assertThat(length.end()).as(format).isNull();
			}
		}
	}

	@Test
	void readsLengthOfFlacBehindTag() throws IOException {
		Path plain = TestMedia.audio(this.folder.resolve("sound.flac"));
		assertThat(DeclaredLength.of(plain, "flac", Duration.ZERO).end()).isEqualTo(LENGTH);
		byte[] tag = ("ID3\3\0\0\0\0\1\0" + "\0".repeat(128)).getBytes(StandardCharsets.ISO_8859_1);
		Path tagged = Files.write(this.folder.resolve("tagged.flac"), tag);
		Files.write(tagged, Files.readAllBytes(plain), StandardOpenOption.APPEND);
		assertThat(DeclaredLength.of(tagged, "flac", Duration.ZERO).end()).isEqualTo(LENGTH);
	}

	@Test
	void readsLengthOfAsfWithoutPreroll() {
		Path file = TestMedia.audio(this.folder.resolve("sound.wma"), "-c:a", "wmav2");
		assertThat(DeclaredLength.of(file, "asf", Duration.ZERO).end()).isCloseTo(LENGTH, ROUNDING);
	}

	@ParameterizedTest
	@ValueSource(strings = { "mvhd", "mdhd" })
	void believesNoMovieThatDoesNotKnowItsLength(String header) {
		Duration told = Duration.ofHours(1193);
		Path known = TestMedia.audio(this.folder.resolve("known.mp4"), "-c:a", "aac", "-movflags",
				"frag_keyframe+empty_moov");
		assertThat(DeclaredLength.of(known, "mov", LENGTH)).isEqualTo(new DeclaredLength(LENGTH, false, Duration.ZERO));
		Path unknown = TestMedia.patch(known, header, 20, TestMedia.bigEndian(-1));
		assertThat(DeclaredLength.of(unknown, "mov", told).end()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "mp4,mov", "mka,matroska" })
	void trustsSizesMoreThanTimes(String extension, String format) {
		Path file = TestMedia.audio(this.folder.resolve("sound." + extension), "-c:a", "aac", "-movflags",
				"+faststart");
		Duration wrong = Duration.ofHours(11);
		assertThat(DeclaredLength.of(file, format, wrong).complete()).isTrue();
		DeclaredLength half = DeclaredLength.of(TestMedia.cut(file, 0.5), format, LENGTH);
		assertThat(half.complete()).isFalse();
		assertThat(half.missing()).isCloseTo(Duration.ofSeconds(3), Duration.ofMillis(200));
	}

	@Test
	void knowsNothingOfOtherFormats() throws IOException {
		Path file = Files.write(this.folder.resolve("file"), new byte[100]);
		for (String format : new String[] { "mpegts", "ogg", "mp3", "aac", "" }) {
			assertThat(DeclaredLength.of(file, format, LENGTH)).isEqualTo(DeclaredLength.UNKNOWN);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "mov", "matroska", "avi", "flac", "asf", "wav", "w64", "aiff", "caf" })
	void survivesHeadersOfNonsense(String format) throws IOException {
		byte[] begin = switch (format) {
			case "mov" ->
				"\0\0\0\1moov\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff".getBytes(StandardCharsets.ISO_8859_1);
			case "matroska" -> new byte[] { 0x1a, 0x45, (byte) 0xdf, (byte) 0xa3, 0 };
			case "caf" -> "caff\0\1\0\0desc\u0080\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
			case "wav" -> "RIFF\0\0\0\0WAVEfmt \0\0\0\0data\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
			default -> new byte[0];
		};
		Path file = Files.write(this.folder.resolve("file"), begin);
		assertThat(DeclaredLength.of(file, format, LENGTH).missing()).isZero();
	}

}
