package io.soundlift.converter.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.journey.conversion.Cover;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.testsupport.MediaProbe;
import io.soundlift.testsupport.SampleMedia;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Converts videos that chance has broken: a dozen in each build, and as many as the
 * property {@code broken.videos} says. Those of one {@code broken.seed} are always the
 * same.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class BrokenVideoTests {

	private static final Logger logger = LoggerFactory.getLogger(BrokenVideoTests.class);

	private static final long SEED = Long.getLong("broken.seed", 2026);

	/** What can be the fault of a file; anything else is one of the converter. */
	private static final Set<String> CODES = Set.of("not-media", "no-audio", "damaged", "unsupported-audio",
			"encrypted", "segment-only", "too-long", "too-many-streams", "memory-limit", "no-picture",
			"start-past-end");

	private static final List<ConversionOptions> OPTIONS = List.of(new ConversionOptions(128_000),
			options(null, 4, null, false, null), options(192_000, null, null, true, null),
			options(192_000, null, Duration.ofSeconds(1), false, null),
			options(128_000, null, null, false, Cover.frame(Duration.ofSeconds(1))));

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private static Path folder;

	@SuppressWarnings("NullAway.Init")
	private TestFfmpeg ffmpeg;

	@SuppressWarnings("NullAway.Init")
	private TestConverter converter;

	private static ConversionOptions options(@Nullable Integer bitrate, @Nullable Integer quality,
			@Nullable Duration start, boolean normalize, @Nullable Cover cover) {
		return new ConversionOptions(bitrate, quality, true, null, null, start, null, normalize, null, null, Map.of(),
				cover, null);
	}

	static Stream<Integer> numbers() {
		return IntStream.range(0, Integer.getInteger("broken.videos", 12)).boxed();
	}

	@BeforeAll
	void start() throws IOException {
		this.ffmpeg = TestFfmpeg.system(Files.createDirectory(folder.resolve("work")));
		this.converter = new TestConverter(this.ffmpeg, Duration.ofSeconds(30), Duration.ofSeconds(1));
	}

	@AfterAll
	void stop() {
		this.converter.close();
		this.ffmpeg.close();
	}

	@ParameterizedTest
	@MethodSource("numbers")
	void failsClearlyOrGivesAnMp3WithoutFault(int number) throws IOException {
		// neighbouring seeds of Random begin alike
		Random random = new Random(new SplittableRandom(SEED * 1_000_003 + number).nextLong());
		BrokenVideo video = BrokenVideo.of(random);
		ConversionOptions options = OPTIONS.get(random.nextInt(OPTIONS.size()));
		Path file = Files.write(folder.resolve("video"), video.content());
		Conversion conversion = this.converter.accepted(file, options);
		this.converter.deliver(conversion);
		Conversion ended = this.converter.find(conversion);
		String what = "video %d of seed %d: %s, %s".formatted(number, SEED, video, options);
		if (ended.state() == ConversionState.COMPLETED) {
			assertFaultless(this.converter.mp3(conversion), what);
		}
		else {
			assertThat(ended.state()).as(what).isEqualTo(ConversionState.FAILED);
			assertThat(CODES).as(what).contains(this.converter.failure(conversion).code());
			assertThat(this.converter.hasNoLeftovers()).as(what).isTrue();
		}
		logger.info("BROKEN {}: {}", (ended.failure() != null) ? ended.failure().code() : "MP3", what);
		assertThat(this.converter.deletion().delete(conversion.id(), TestConverter.OWNER.id())).isTrue();
		assertThat(this.converter.hasNoLeftovers()).as(what).isTrue();
		assertThat(this.converter.count("videos.chunks")).as(what).isZero();
		assertThat(jobs()).as(what).isZero();
	}

	private void assertFaultless(Mp3 mp3, String what) throws IOException {
		Path file = this.converter.download(mp3, folder);
		MediaProbe probe = MediaProbe.of(file);
		assertThat(probe.codec()).as(what).isEqualTo("mp3");
		assertThat(probe.decodedMillis()).as(what).isCloseTo(mp3.durationMillis(), within(1L));
		Path complaints = folder.resolve("complaints");
		Process decoder = new ProcessBuilder(SampleMedia.ffmpeg().toString(), "-nostdin", "-v", "warning", "-xerror",
				"-i", file.toString(), "-map", "0:a", "-f", "null", "-")
			.redirectErrorStream(true)
			.redirectOutput(complaints.toFile())
			.start();
		assertThat(decoder.onExit().join().exitValue()).as(what).isZero();
		assertThat(complaints).as(what).isEmptyFile();
		Files.delete(file);
	}

	private static long jobs() throws IOException {
		try (Stream<Path> files = Files.walk(folder.resolve("work"))) {
			return files.filter((path) -> path.getFileName().toString().startsWith("job-")).count();
		}
	}

}
