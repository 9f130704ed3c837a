package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.converter.plan.Mp3Encoding;
import io.soundlift.converter.plan.Mp3Encoding.ConstantBitrate;
import io.soundlift.converter.plan.Mp3Encoding.VariableQuality;
import io.soundlift.journey.conversion.Plan.Mode;
import io.soundlift.support.Sha256;
import io.soundlift.testsupport.MediaProbe;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests of {@link AudioEncoder} on speech and music that somebody has recorded, from a
 * folder that whoever runs them names. See the module's README.
 */
@EnabledIfSystemProperty(named = RealAudioTests.FOLDER, matches = ".+",
		disabledReason = "the recordings are no part of the project: -D" + RealAudioTests.FOLDER
				+ " has to name a folder of them")
class RealAudioTests {

	static final String FOLDER = "audio.folder";

	private static final Logger logger = LoggerFactory.getLogger(RealAudioTests.class);

	/** With a multiple of 98 and a half, chunks can be made of each number below. */
	private static final int FRAMES = 15 * ChunkGrid.WARM_UP + ChunkGrid.PERIOD;

	private static final int[] CHUNKS = { 1, 2, 3, 7, 16 };

	@TempDir
	@SuppressWarnings("NullAway.Init")
	static Path folder;

	static Stream<Piece> pieces() {
		try (Stream<Path> files = Files.list(Path.of(System.getProperty(FOLDER, "")))) {
			return files.filter(Files::isRegularFile).sorted().toList().stream().flatMap(RealAudioTests::pieces);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Stream<Piece> pieces(Path file) {
		MediaProbe probe = MediaProbe.of(file);
		int pieces = (int) (probe.samples() / probe.sampleRate() / Piece.SECONDS);
		assertThat(pieces).as("%s has to be longer than %d s", file, Piece.SECONDS).isPositive();
		return IntStream.range(0, pieces).mapToObj((number) -> new Piece(file, number));
	}

	@ParameterizedTest
	@MethodSource("pieces")
	void givesTheSameBytesWhateverTheNumberOfChunks(Piece piece) {
		for (int sampleRate : new int[] { 44_100, 48_000 }) {
			for (int channels : new int[] { 1, 2 }) {
				Path audio = piece.cut(sampleRate, channels, "wav", List.of("-c:a", "pcm_s16le"));
				assertSameBytes(piece, audio, sampleRate, channels, new ConstantBitrate(192_000));
				assertSameBytes(piece, audio, sampleRate, channels, new VariableQuality(2));
			}
		}
	}

	@ParameterizedTest
	@MethodSource("pieces")
	void givesTheSameBytesWhenTheDecoderMakesNoiseUp(Piece piece) {
		for (int sampleRate : new int[] { 44_100, 48_000 }) {
			Path audio = piece.cut(sampleRate, 2, "mp4", List.of("-c:a", "aac", "-aac_pns", "1", "-b:a", "48k"));
			assertSameBytes(piece, audio, sampleRate, 2, new ConstantBitrate(192_000));
		}
	}

	private static void assertSameBytes(Piece piece, Path audio, int sampleRate, int channels, Mp3Encoding encoding) {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, audio)) {
			EncodedMp3 whole = test.encode(TestEncoding.plan(Mode.WHOLE, sampleRate, channels, encoding),
					TestEncoding.MAX_LENGTH, 1, KeptParts.NONE);
			byte[] expected = TestEncoding.read(whole.file());
			ConversionPlan plan = TestEncoding.plan(Mode.CHUNKED, sampleRate, channels, encoding);
			int repaired = 0;
			for (int count : CHUNKS) {
				EncodedMp3 mp3 = test.encode(plan, TestAudio.chunkLength(sampleRate, FRAMES, count), 2, KeptParts.NONE);
				assertThat(mp3.mode()).isEqualTo(Mode.CHUNKED);
				assertThat(mp3.chunks()).isEqualTo(count);
				assertThat(HexFormat.of().formatHex(Sha256.newDigest().digest(TestEncoding.read(mp3.file()))))
					.as("%s as %s in %d chunks", piece, encoding, count)
					.isEqualTo(HexFormat.of().formatHex(Sha256.newDigest().digest(expected)));
				repaired += mp3.repairedSeams();
			}
			logger.info("REAL {} {} {} Hz, {} channels, {}: {} bytes, SHA-256 {}, seams repaired: {}", piece,
					audio.getFileName(), sampleRate, channels, encoding, expected.length,
					HexFormat.of().formatHex(Sha256.newDigest().digest(expected)).substring(0, 16), repaired);
		}
	}

	@ParameterizedTest
	@MethodSource("pieces")
	void givesTheSourcesSamplesToTheNumber(Piece piece) {
		assertSamples(piece, piece.cut(44_100, 2, "mp4", List.of("-c:a", "aac", "-b:a", "128k")));
		assertSamples(piece, piece.cut(48_000, 1, "mkv", List.of("-c:a", "aac", "-b:a", "64k")));
		assertSamples(piece, piece.cut(48_000, 2, "webm", List.of("-c:a", "libopus", "-b:a", "96k")));
		assertSamples(piece, piece.cut(44_100, 2, "webm", List.of("-c:a", "libvorbis", "-q:a", "4")));
		assertSamples(piece, piece.cut(44_100, 2, "mov", List.of("-c:a", "pcm_s16le")));
		assertSamples(piece, piece.cut(48_000, 1, "avi", List.of("-c:a", "pcm_s16le")));
	}

	private static void assertSamples(Piece piece, Path audio) {
		MediaProbe source = MediaProbe.of(audio);
		for (Mp3Encoding encoding : List.of(new ConstantBitrate(192_000), new VariableQuality(4))) {
			try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, audio)) {
				Path mp3 = test
					.encode(TestEncoding.plan(Mode.CHUNKED, source.sampleRate(), source.channels(), encoding),
							TestAudio.chunkLength(source.sampleRate(), FRAMES, 3), 2, KeptParts.NONE)
					.file();
				MediaProbe made = MediaProbe.of(mp3);
				String what = piece + " from " + source.codec() + " as " + encoding;
				assertThat(made.samples()).as(what).isEqualTo(source.samples());
				assertThat(new String(TestAudio.run(List.of("-v", "warning", "-xerror", "-err_detect", "explode", "-i",
						mp3.toString(), "-f", "null", "-"))))
					.as(what)
					.isEmpty();
				long independent = count(List.of("mpg123", "-q", "-s", mp3.toString())) / (2L * source.channels());
				assertThat(independent).as("samples by mpg123, %s", what).isEqualTo(source.samples());
				assertThat(made.durationMillis()).as(what)
					.isCloseTo(source.samples() * 1000 / source.sampleRate(), within(60L));
				logger.info("REAL {} {} Hz: source {} samples, ffmpeg {}, mpg123 {}, stated {} ms", what,
						source.sampleRate(), source.samples(), made.samples(), independent, made.durationMillis());
			}
		}
	}

	/**
	 * Counts what a program writes, and takes it as failed if it complains.
	 */
	private static long count(List<String> command) {
		try {
			Path complaints = Files.createTempFile(folder, "complaints", ".txt");
			Process process = new ProcessBuilder(command).redirectError(complaints.toFile()).start();
			long bytes;
			try (InputStream output = process.getInputStream()) {
				bytes = output.transferTo(OutputStream.nullOutputStream());
			}
			assertThat(process.waitFor()).as("%s", command).isZero();
			assertThat(complaints).as("%s", command).isEmptyFile();
			Files.delete(complaints);
			return bytes;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A part of a recording.
	 *
	 * @param file the recording
	 * @param number place of the part, from 0
	 */
	private record Piece(Path file, int number) {

		/** What {@link #FRAMES} take at the lowest rate, rounded up. */
		static final int SECONDS = 40;

		Path cut(int sampleRate, int channels, String extension, List<String> codec) {
			Path target = folder.resolve("piece." + extension);
			List<String> arguments = new ArrayList<>(
					List.of("-ss", Integer.toString(this.number * SECONDS), "-i", this.file.toString(), "-map", "0:a:0",
							"-t", String.format(Locale.ROOT, "%.6f", FRAMES * 1152.0 / sampleRate), "-ar",
							Integer.toString(sampleRate), "-ac", Integer.toString(channels), "-strict", "-2"));
			arguments.addAll(codec);
			arguments.add(target.toString());
			TestAudio.run(arguments);
			return target;
		}

		@Override
		public String toString() {
			return this.file.getFileName() + " #" + this.number;
		}

	}

}
