package io.soundlift.converter.encode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.soundlift.converter.decode.AudioFormat;
import io.soundlift.converter.decode.ChangingAudio;
import io.soundlift.converter.ffmpeg.Defect;
import io.soundlift.converter.ffmpeg.StopReason;
import io.soundlift.converter.ffmpeg.StoppedException;
import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.converter.ffmpeg.UnusableVideoException;
import io.soundlift.converter.plan.ConversionPlan;
import io.soundlift.converter.plan.Mp3Encoding;
import io.soundlift.converter.plan.Mp3Encoding.ConstantBitrate;
import io.soundlift.converter.plan.Mp3Encoding.VariableQuality;
import io.soundlift.converter.plan.Mp3Tags;
import io.soundlift.converter.plan.Trim;
import io.soundlift.journey.conversion.Plan.Mode;
import io.soundlift.testsupport.Background;
import io.soundlift.testsupport.SampleMedia;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AudioEncoder}.
 */
@Timeout(600)
class AudioEncoderTests {

	private static final ConversionPlan CHUNKED = TestEncoding.plan(Mode.CHUNKED, 44_100, 2,
			new ConstantBitrate(192_000));

	/** 40 seconds in seven chunks. */
	private static final Duration CHUNK = Duration.ofSeconds(6);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	static Path folder;

	static Stream<Arguments> audioFiles() {
		Mp3Encoding constant = new ConstantBitrate(128_000);
		Mp3Encoding variable = new VariableQuality(2);
		return Stream.of(Arguments.of(44_100, 2, constant, new int[] { 1, 2, 3, 7, 16 }),
				Arguments.of(44_100, 2, variable, new int[] { 1, 2, 3, 7, 16 }),
				Arguments.of(48_000, 2, constant, new int[] { 7 }), Arguments.of(48_000, 1, variable, new int[] { 7 }),
				Arguments.of(44_100, 1, constant, new int[] { 7 }), Arguments.of(22_050, 1, constant, new int[] { 7 }),
				Arguments.of(16_000, 2, variable, new int[] { 6 }));
	}

	@ParameterizedTest
	@MethodSource("audioFiles")
	void givesTheSameBytesWhateverTheNumberOfChunks(int sampleRate, int channels, Mp3Encoding encoding, int[] chunks) {
		Path audio = hostile(sampleRate, channels);
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, audio)) {
			byte[] whole = test.bytes(TestEncoding.plan(Mode.WHOLE, sampleRate, channels, encoding), CHUNK, 1);
			ConversionPlan plan = TestEncoding.plan(Mode.CHUNKED, sampleRate, channels, encoding);
			for (int count : chunks) {
				EncodedMp3 mp3 = test.encode(plan, chunkLength(sampleRate, count), 1 + count % 3, KeptParts.NONE);
				assertThat(mp3.mode()).isEqualTo(Mode.CHUNKED);
				assertThat(mp3.chunks()).isEqualTo(count);
				assertThat(mp3.repairedSeams()).isZero();
				assertThat(TestEncoding.read(mp3.file())).as("%d chunks", count).isEqualTo(whole);
			}
		}
	}

	@Test
	void givesTheSameBytesWhenTheFirstAndTheLastChunksAreShorter() {
		Path audio = hostile(44_100, 2);
		ConversionPlan plan = new ConversionPlan(Mode.CHUNKED, 0, null, List.of(), 44_100, 2,
				new ConstantBitrate(192_000), Mp3Tags.NONE, Trim.NONE, Duration.ofSeconds(42), null);
		Duration least = Duration.ofMillis(2500);
		ChunkGrid grid = ChunkGrid.of(plan.format(), least, plan.expectedLength());
		assertThat(grid.longFrames()).isGreaterThan(grid.shortFrames());
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, audio)) {
			byte[] whole = test.bytes(TestEncoding.plan(Mode.WHOLE, 44_100, 2, new ConstantBitrate(192_000)), CHUNK, 1);
			EncodedMp3 mp3 = test.encode(plan, least, 2, KeptParts.NONE);
			assertThat(mp3.mode()).isEqualTo(Mode.CHUNKED);
			assertThat(mp3.chunks()).isGreaterThan(grid.longChunks() + 3);
			assertThat(TestEncoding.read(mp3.file())).isEqualTo(whole);
		}
	}

	@Test
	void givesTheSameBytesWhenTheDecoderMakesNoiseUp() {
		Path audio = TestAudio.hostile(folder.resolve("noise.mp4"), 44_100, 2, "-c:a", "aac", "-aac_pns", "1", "-b:a",
				"48k");
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, audio)) {
			byte[] whole = test.bytes(TestEncoding.plan(Mode.WHOLE, 44_100, 2, new ConstantBitrate(192_000)), CHUNK, 1);
			EncodedMp3 mp3 = test.encode(CHUNKED, CHUNK, 2, KeptParts.NONE);
			assertThat(mp3.repairedSeams()).isZero();
			assertThat(TestEncoding.read(mp3.file())).isEqualTo(whole);
			assertThat(TestAudio.decode(mp3.file())).hasSameSizeAs(TestAudio.decode(audio));
		}
	}

	@ParameterizedTest
	@EnumSource
	void givesTheSameBytesInChunksWhenTheAudioChanges(ChangingAudio audio) {
		Trim trim = new Trim(Duration.ofMillis(500), Duration.ofMillis(11_500));
		ConversionPlan whole = part(Mode.WHOLE, trim);
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder);
				TestEncoding test = new TestEncoding(ffmpeg, audio.file(folder))) {
			EncodedMp3 mp3 = test.encode(part(Mode.CHUNKED, trim), Duration.ofSeconds(2), 2, KeptParts.NONE);
			assertThat(mp3.chunks()).isGreaterThan(3);
			assertThat(mp3.length()).isEqualTo(Duration.ofSeconds(11));
			byte[] chunked = TestEncoding.read(mp3.file());
			assertThat(chunked).isEqualTo(test.bytes(whole, CHUNK, 1));
		}
	}

	private static ConversionPlan part(Mode mode, Trim trim) {
		return new ConversionPlan(mode, 0, null, List.of("volume=0.5"), 44_100, 2, new ConstantBitrate(128_000),
				Mp3Tags.NONE, trim, null, null);
	}

	/**
	 * Returns audio that is made once, since it takes seconds to compute it.
	 */
	private static Path hostile(int sampleRate, int channels) {
		Path file = folder.resolve("hostile-" + sampleRate + "-" + channels + ".wav");
		return Files.exists(file) ? file : TestAudio.hostile(file, sampleRate, channels);
	}

	private static Duration chunkLength(int sampleRate, int count) {
		int frameSamples = new AudioFormat(sampleRate, 1).frameSamples();
		return TestAudio.chunkLength(sampleRate, TestAudio.SECONDS * sampleRate / frameSamples, count);
	}

	@Test
	void givesTheSamplesBackThatTheSourceHas() {
		Path audio = hostile(44_100, 2);
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, audio)) {
			EncodedMp3 mp3 = test.encode(CHUNKED, CHUNK, 2, KeptParts.NONE);
			byte[] source = TestAudio.decode(audio);
			byte[] decoded = TestAudio.decode(mp3.file());
			assertThat(decoded).hasSameSizeAs(source);
			assertThat(mp3.length()).isEqualTo(Duration.ofSeconds(TestAudio.SECONDS));
			assertThat(bestShift(source, decoded)).as("shift in samples").isZero();
		}
	}

	/**
	 * Finds the shift at which two sounds differ least.
	 */
	private static int bestShift(byte[] source, byte[] decoded) {
		int best = Integer.MIN_VALUE;
		double least = Double.MAX_VALUE;
		for (int shift = -600; shift <= 600; shift++) {
			double difference = 0;
			for (int sample = 10_000; sample < 60_000; sample++) {
				double delta = sample(source, sample) - sample(decoded, sample + shift);
				difference += delta * delta;
			}
			if (difference < least) {
				least = difference;
				best = shift;
			}
		}
		return best;
	}

	private static int sample(byte[] samples, int index) {
		return (short) (samples[4 * index] & 0xff | samples[4 * index + 1] << 8);
	}

	@Test
	void encodesTheOtherChunksWhileAnotherConverterEncodesSome() {
		Path audio = hostile(44_100, 2);
		TestEncoding.Memory own = new TestEncoding.Memory();
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, audio)) {
			byte[] right = TestEncoding.read(test.encode(CHUNKED, CHUNK, 1, own).file());
			assertThat(own.chunks()).hasSizeGreaterThan(5);
			TestEncoding.Others others = new TestEncoding.Others(own.chunks(), Set.of(0, 1, 2), 4);
			EncodedMp3 mp3 = test.encode(CHUNKED, CHUNK, 1, others);
			assertThat(TestEncoding.read(mp3.file())).isEqualTo(right);
			assertThat(mp3.keptChunks()).isEqualTo(3);
			assertThat(others.put()).doesNotContain(0, 1, 2).contains(3, 4);
		}
	}

	@Test
	void encodesChunkThatAnotherConverterHasGivenUp() {
		Path audio = hostile(44_100, 2);
		TestEncoding.Memory own = new TestEncoding.Memory();
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, audio)) {
			byte[] right = TestEncoding.read(test.encode(CHUNKED, CHUNK, 1, own).file());
			TestEncoding.Others others = new TestEncoding.Others(Map.of(), Set.of(0, 1), 3);
			EncodedMp3 mp3 = test.encode(CHUNKED, CHUNK, 1, others);
			assertThat(TestEncoding.read(mp3.file())).isEqualTo(right);
			assertThat(mp3.keptChunks()).isZero();
			assertThat(others.put()).contains(0, 1);
		}
	}

	@Test
	void repairsChunkThatDoesNotFit() {
		Path audio = hostile(44_100, 2);
		TestEncoding.Memory kept = new TestEncoding.Memory();
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, audio)) {
			byte[] right = TestEncoding.read(test.encode(CHUNKED, CHUNK, 2, kept).file());
			kept.chunks().replace(2, kept.chunks().getOrDefault(3, new byte[0]));
			EncodedMp3 mp3 = test.encode(CHUNKED, CHUNK, 2, kept);
			assertThat(mp3.repairedSeams()).isEqualTo(1);
			assertThat(mp3.mode()).isEqualTo(Mode.CHUNKED);
			assertThat(TestEncoding.read(mp3.file())).isEqualTo(right);
		}
	}

	@Test
	void encodesAsAWholeWhenNothingFits() {
		Path audio = hostile(44_100, 2);
		TestEncoding.Memory kept = new TestEncoding.Memory();
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, audio)) {
			byte[] right = TestEncoding.read(test.encode(CHUNKED, CHUNK, 2, kept).file());
			kept.chunks().replace(0, kept.chunks().getOrDefault(3, new byte[0]));
			EncodedMp3 mp3 = test.encode(CHUNKED, CHUNK, 2, kept);
			assertThat(mp3.mode()).isEqualTo(Mode.WHOLE);
			assertThat(TestEncoding.read(mp3.file())).isEqualTo(right);
		}
	}

	@Test
	void encodesInChunksWhenAudioIsLongerThanItsPlanThinks() {
		Path audio = SampleMedia.mp4(Duration.ofMinutes(3));
		Mp3Encoding encoding = new ConstantBitrate(128_000);
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, audio)) {
			EncodedMp3 mp3 = test.encode(TestEncoding.plan(Mode.WHOLE, 44_100, 2, encoding), Duration.ofMinutes(1), 2,
					KeptParts.NONE);
			assertThat(mp3.mode()).isEqualTo(Mode.CHUNKED);
			assertThat(mp3.chunks()).isGreaterThan(2);
			byte[] bytes = TestEncoding.read(mp3.file());
			assertThat(bytes)
				.isEqualTo(test.bytes(TestEncoding.plan(Mode.CHUNKED, 44_100, 2, encoding), Duration.ofMinutes(1), 2));
		}
	}

	@Test
	void measuresTheSamePeaksInOnePieceInChunksAndWithKeptOnes() {
		Path audio = hostile(44_100, 2);
		TestEncoding.Memory kept = new TestEncoding.Memory();
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, audio)) {
			byte[] peaks = test
				.encode(TestEncoding.plan(Mode.WHOLE, 44_100, 2, new ConstantBitrate(192_000)), CHUNK, 1, kept)
				.peaks();
			assertThat(peaks).hasSizeBetween(500, 1000);
			assertThat(test.encode(CHUNKED, CHUNK, 2, kept).peaks()).isEqualTo(peaks);
			EncodedMp3 resumed = test.encode(CHUNKED, CHUNK, 2, kept);
			assertThat(resumed.keptChunks()).isPositive();
			assertThat(resumed.peaks()).isEqualTo(peaks);
		}
	}

	@Test
	void encodesAgainWhatWasKeptBroken() {
		Path audio = hostile(44_100, 2);
		TestEncoding.Memory kept = new TestEncoding.Memory();
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, audio)) {
			EncodedMp3 first = test.encode(CHUNKED, CHUNK, 2, kept);
			byte[] right = TestEncoding.read(first.file());
			kept.chunks().computeIfPresent(1, (index, chunk) -> Arrays.copyOf(chunk, chunk.length - 1));
			EncodedMp3 mp3 = test.encode(CHUNKED, CHUNK, 2, kept);
			assertThat(mp3.keptChunks()).isEqualTo(first.chunks() - 1);
			assertThat(TestEncoding.read(mp3.file())).isEqualTo(right);
		}
	}

	@Test
	void encodesOnlyWhatIsMissingAtTheSecondAttempt() throws InterruptedException {
		Path audio = hostile(44_100, 2);
		TestEncoding.Memory kept = new TestEncoding.Memory();
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder)) {
			CountDownLatch two = new CountDownLatch(2);
			CountDownLatch stopped = new CountDownLatch(1);
			try (TestEncoding killed = new TestEncoding(ffmpeg, audio)) {
				killed.listener((encoded) -> holdTheSecond(two, stopped));
				CompletableFuture<EncodedMp3> work = Background.call(() -> killed.encode(CHUNKED, CHUNK, 1, kept));
				assertThat(two.await(2, TimeUnit.MINUTES)).isTrue();
				killed.session().stop(StopReason.SHUTDOWN);
				stopped.countDown();
				assertThat(work).failsWithin(2, TimeUnit.MINUTES)
					.withThrowableThat()
					.havingCause()
					.isInstanceOf(StoppedException.class);
			}
			int before = kept.chunks().size();
			assertThat(before).isBetween(2, 6);
			try (TestEncoding second = new TestEncoding(ffmpeg, audio)) {
				EncodedMp3 mp3 = second.encode(CHUNKED, CHUNK, 1, kept);
				assertThat(mp3.keptChunks()).isEqualTo(before);
				byte[] bytes = TestEncoding.read(mp3.file());
				assertThat(bytes).isEqualTo(second.bytes(CHUNKED, CHUNK, 2));
			}
		}
	}

	/**
	 * Keeps the encoder from going on until it was stopped: it could be done with all
	 * chunks before a slow machine gets to stopping it.
	 */
	private static void holdTheSecond(CountDownLatch two, CountDownLatch stopped) {
		two.countDown();
		if (two.getCount() > 0) {
			return;
		}
		try {
			assertThat(stopped.await(2, TimeUnit.MINUTES)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void refusesMp3ThatGetsTooLarge() {
		Path audio = hostile(44_100, 2);
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder);
				TestEncoding test = new TestEncoding(ffmpeg, audio).maxBytes(600_000)) {
			assertThatExceptionOfType(UnusableVideoException.class)
				.isThrownBy(() -> test.encode(CHUNKED, CHUNK, 2, KeptParts.NONE))
				.extracting(UnusableVideoException::defect)
				.isEqualTo(Defect.MP3_TOO_LARGE);
		}
	}

	@Test
	void boundsTheRoomForSamples() {
		Path audio = hostile(44_100, 2);
		AtomicInteger most = new AtomicInteger();
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder); TestEncoding test = new TestEncoding(ffmpeg, audio)) {
			test.listener((encoded) -> most.accumulateAndGet(segments(test), Math::max));
			EncodedMp3 mp3 = test.encode(CHUNKED, Duration.ofSeconds(2), 1, KeptParts.NONE);
			assertThat(mp3.chunks()).isGreaterThan(10);
			assertThat(most).hasValueBetween(1, 4);
		}
	}

	private static int segments(TestEncoding test) {
		int count = 0;
		try (DirectoryStream<Path> files = Files.newDirectoryStream(test.session().file("."), "samples-*")) {
			for (Path file : files) {
				assertThat(file).isRegularFile();
				count++;
			}
			return count;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void stopsAtOnceWhileAllEncodersWork() throws InterruptedException {
		CountDownLatch busy = new CountDownLatch(1);
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(folder);
				TestEncoding test = new TestEncoding(ffmpeg, SampleMedia.mp4(Duration.ofHours(1)))
					.listener((encoded) -> busy.countDown())) {
			CompletableFuture<EncodedMp3> work = Background
				.call(() -> test.encode(CHUNKED, Duration.ofSeconds(10), 3, KeptParts.NONE));
			assertThat(busy.await(2, TimeUnit.MINUTES)).isTrue();
			test.session().stop(StopReason.CLAIM_LOST);
			assertThat(work).failsWithin(2, TimeUnit.MINUTES)
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(StoppedException.class);
		}
		assertThat(folder.toFile().listFiles((file, name) -> name.startsWith("converter-"))).isEmpty();
	}

}
