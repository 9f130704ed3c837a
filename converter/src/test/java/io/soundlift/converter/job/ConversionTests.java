package io.soundlift.converter.job;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Phase;
import io.soundlift.journey.conversion.Plan;
import io.soundlift.journey.message.VideoUploaded;
import io.soundlift.journey.trace.JourneyLog;
import io.soundlift.journey.trace.JourneyStep;
import io.soundlift.testsupport.Background;
import io.soundlift.testsupport.MediaProbe;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for conversions from the message to their end.
 */
@Timeout(300)
class ConversionTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final Duration HEARTBEAT = Duration.ofMillis(100);

	private static final Duration NO_HEARTBEAT = Duration.ofHours(1);

	private static final Duration LONG = Duration.ofMinutes(10);

	private static final Path VIDEO = SampleMedia.file(Sample.MP4_AAC);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path work;

	@AfterEach
	void leavesNothingInTheWorkDirectory() throws IOException {
		try (DirectoryStream<Path> left = Files.newDirectoryStream(this.work)) {
			assertThat(left).isEmpty();
		}
	}

	@Test
	void completesWithMp3() {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.work);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			Conversion conversion = converter.accepted(VIDEO);
			converter.deliver(conversion);
			Conversion completed = converter.find(conversion);
			assertThat(completed.state()).isEqualTo(ConversionState.COMPLETED);
			assertThat(completed.progress()).isNull();
			assertThat(completed.attempt()).isEqualTo(1);
			Mp3 mp3 = converter.mp3(conversion);
			assertThat(mp3.fileName()).isEqualTo("My talk.mp3");
			assertThat(mp3.file().contentType()).isEqualTo("audio/mpeg");
			MediaProbe probe = MediaProbe.of(converter.download(mp3, this.folder));
			assertThat(probe.codec()).isEqualTo("mp3");
			assertThat(probe.bitrate()).isEqualTo(128_000);
			assertThat(mp3.durationMillis()).isCloseTo(probe.decodedMillis(), within(1L));
			assertThat(converter.count("file_writes")).isZero();
		}
	}

	@Test
	void recordsTheStepsOfAnAttempt() {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.work);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			Conversion conversion = converter.accepted(VIDEO);
			converter.deliver(conversion);
			JourneyLog journey = converter.find(conversion).journey();
			assertThat(journey.running()).isNull();
			JourneyStep convert = journey.steps().get(0);
			assertThat(journey.steps()).hasSize(1);
			assertThat(convert.failed()).isFalse();
			assertThat(convert.attributes()).containsEntry("attempt", 1L).containsKey("queueWaitMillis");
			assertThat(convert.parts()).extracting(JourneyStep::name)
				.containsExactly("video.fetch", "audio.probe", "audio.plan", "audio.encode", "mp3.store");
			assertThat(convert.parts()).allSatisfy((part) -> {
				assertThat(part.service()).isEqualTo("converter");
				assertThat(part.failed()).isFalse();
				assertThat(part.startedAt()).isAfterOrEqualTo(convert.startedAt());
				assertThat(part.endedAt()).isNotNull().isBeforeOrEqualTo(convert.endedAt());
			});
			assertThat(convert.parts().get(0).attributes()).containsOnlyKeys("videoBytes");
			assertThat(convert.parts().get(1).attributes()).containsEntry("videoFormat", "mov");
			assertThat(convert.parts().get(3).attributes()).containsOnlyKeys("audioDurationMillis", "encodeSpeed",
					"mp3Bitrate");
		}
	}

	@Test
	void recordsTheStepsOfAnAttemptThatFails() {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.work);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			Conversion conversion = converter.accepted(SampleMedia.file(Sample.TEXT));
			converter.deliver(conversion);
			JourneyLog journey = converter.find(conversion).journey();
			assertThat(journey.steps()).singleElement().satisfies((convert) -> {
				assertThat(convert.attributes()).containsEntry("failureCode", "not-media");
				assertThat(convert.parts()).extracting(JourneyStep::failed).containsExactly(false, true);
			});
		}
	}

	@ParameterizedTest
	@CsvSource({ "MP4_AAC,COMPLETED", "MP4_TRUNCATED,FAILED" })
	void leavesNoKeptChunksWhenConversionHasEnded(Sample sample, ConversionState end) throws IOException {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.work);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			Conversion conversion = converter.accepted(SampleMedia.file(sample));
			converter.keptChunks().put(conversion.id(), "abc", 0, new ByteArrayInputStream(new byte[] { 1 }), 1);
			converter.deliver(conversion);
			assertThat(converter.find(conversion).state()).isEqualTo(end);
			assertThat(converter.count("kept_chunks")).isZero();
			assertThat(converter.count("kept_chunks.files")).isZero();
			assertThat(converter.count("file_writes")).isZero();
		}
	}

	@ParameterizedTest
	@CsvSource({ "false,COPY", "true,CHUNKED" })
	void recordsHowTheMp3WasMadeInTheEnd(boolean kindsChange, Plan.Mode mode) throws IOException {
		Path video = Files.write(this.folder.resolve("silence.mp3"), silence(0xfffb9064));
		if (kindsChange) {
			int mono = 0xfffb90c4;
			Files.write(video, silence(mono), StandardOpenOption.APPEND);
		}
		ConversionOptions options = new ConversionOptions(192_000, null, false, null, null, null, null, null, null,
				null, Map.of(), null, null);
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.work);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			Conversion conversion = converter.accepted(video, options);
			converter.deliver(conversion);
			Plan plan = Objects.requireNonNull(converter.find(conversion).plan());
			assertThat(plan.mode()).isEqualTo(mode);
			assertThat(plan.bitrate()).isEqualTo((mode == Plan.Mode.COPY) ? null : Integer.valueOf(192_000));
		}
	}

	/**
	 * Creates a second of MP3 with 128 kbit/s at 44.1 kHz: without side information a
	 * frame is silent.
	 */
	private static byte[] silence(int header) {
		int frameBytes = 417;
		ByteBuffer frames = ByteBuffer.allocate(39 * frameBytes);
		for (int start = 0; start < frames.limit(); start += frameBytes) {
			frames.putInt(start, header);
		}
		return frames.array();
	}

	@Test
	void understandsTheContractsMessage() throws IOException {
		VideoUploaded message = JsonMapper.shared()
			.readValue(Path.of("../contracts/video-uploaded.json"), VideoUploaded.class);
		assertThat(message.version()).isEqualTo(VideoUploaded.VERSION);
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.work);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			Conversion conversion = converter.accepted(message.conversionId(), VIDEO);
			converter.deliver(message);
			assertThat(converter.find(conversion).state()).isEqualTo(ConversionState.COMPLETED);
		}
	}

	@ParameterizedTest
	@CsvSource({ "TEXT,not-media", "MP4_WITHOUT_AUDIO,no-audio", "MP4_TRUNCATED,damaged", "MKV_TRUNCATED,damaged",
			"AVI_UNKNOWN_AUDIO,unsupported-audio", "EMPTY,not-media" })
	void failsAtOnceWhenVideoIsUnusable(Sample sample, String code) {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.work);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			Conversion conversion = converter.accepted(SampleMedia.file(sample));
			converter.deliver(conversion);
			assertThat(converter.find(conversion).state()).isEqualTo(ConversionState.FAILED);
			assertThat(converter.find(conversion).attempt()).isEqualTo(1);
			assertThat(converter.failure(conversion).code()).isEqualTo(code);
			assertThat(converter.failure(conversion).detail()).endsWith(".")
				.doesNotContain("ffmpeg")
				.doesNotContain(this.work.toString());
			assertThat(converter.hasNoLeftovers()).isTrue();
		}
	}

	@Test
	void failsUnreadWhenVideoIsLargerThanAllowed() throws IOException {
		Path script = TestFfmpeg.script(this.folder, "echo > " + started());
		DataSize oneByteLess = DataSize.ofBytes(Files.size(VIDEO) - 1);
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(script, this.work, LONG);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT, oneByteLess)) {
			Conversion conversion = converter.accepted(VIDEO);
			converter.deliver(conversion);
			assertFailedForEver(converter, conversion, "video-too-large");
			assertThat(started()).doesNotExist();
		}
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.work);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT,
						DataSize.ofBytes(Files.size(VIDEO)))) {
			Conversion conversion = converter.accepted(VIDEO);
			converter.deliver(conversion);
			assertThat(converter.find(conversion).state()).isEqualTo(ConversionState.COMPLETED);
		}
	}

	@Test
	@EnabledOnOs(value = OS.LINUX, disabledReason = "The limit is one of Linux")
	void failsWhenFfmpegTakesMoreProcessorTimeThanAllowed() {
		try (TestFfmpeg ffmpeg = TestFfmpeg.withCpuTime(this.work, Duration.ofSeconds(1));
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			// one process measures the loudness of all of it, which takes seconds on any
			// machine
			ConversionOptions normalized = new ConversionOptions(128_000, null, true, null, null, null, null, true,
					null, null, Map.of(), null, null);
			Conversion conversion = converter.accepted(SampleMedia.mp4(Duration.ofMinutes(30)), normalized);
			converter.deliver(conversion);
			assertFailedForEver(converter, conversion, "cpu-limit");
		}
	}

	@Test
	void failsWhenVideoMakesFfmpegWantMoreMemoryThanAllowed() throws IOException {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.work);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			Conversion conversion = converter.accepted(movieThatClaimsManyChunks());
			converter.deliver(conversion);
			assertFailedForEver(converter, conversion, "memory-limit");
		}
	}

	/**
	 * Writes an MP4 whose index claims 50 million offsets of 8 bytes each, for which
	 * ffmpeg wants room at once (ISO/IEC 14496-12, chunk offset box).
	 */
	private Path movieThatClaimsManyChunks() throws IOException {
		byte[] content = Files.readAllBytes(VIDEO);
		int box = new String(content, StandardCharsets.ISO_8859_1).indexOf("stco");
		ByteBuffer.wrap(content).putInt(box + 8, 50_000_000);
		return Files.write(this.folder.resolve("greedy.mp4"), content);
	}

	private static void assertFailedForEver(TestConverter converter, Conversion conversion, String code) {
		assertThat(converter.find(conversion).state()).isEqualTo(ConversionState.FAILED);
		assertThat(converter.failure(conversion).code()).isEqualTo(code);
		assertThat(converter.attempts("failed", code)).isEqualTo(1);
		assertThat(converter.hasNoLeftovers()).isTrue();
	}

	@Test
	void failsWhenVideoIsGone() {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.work);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			Conversion conversion = converter.accepted(VIDEO);
			converter.database().getCollection("videos.chunks").deleteMany(new Document());
			converter.deliver(conversion);
			assertThat(converter.failure(conversion).code()).isEqualTo("video-missing");
		}
	}

	@Test
	void failsWhenFfmpegTakesTooLong() {
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(slow(), this.work, Duration.ofMillis(500));
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			Conversion conversion = converter.accepted(VIDEO);
			converter.deliver(conversion);
			assertThat(converter.failure(conversion).code()).isEqualTo("timed-out");
		}
	}

	@Test
	void triesAgainLaterAndLaterAndGivesUp() {
		Path script = TestFfmpeg.script(this.folder, "kill -9 $$");
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(script, this.work, LONG);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			Conversion conversion = converter.accepted(VIDEO);
			for (int attempt = 1; attempt < TestConverter.MAX_ATTEMPTS; attempt++) {
				Instant before = Instant.now();
				converter.deliver(conversion);
				Conversion waiting = converter.find(conversion);
				assertThat(waiting.state()).isEqualTo(ConversionState.QUEUED);
				assertThat(waiting.attempt()).isEqualTo(attempt);
				Duration expected = TestConverter.RETRY_DELAY.multipliedBy(1L << (attempt - 1));
				assertThat(Objects.requireNonNull(waiting.notBefore()).minus(expected))
					.isBetween(before.minusMillis(10), Instant.now());
				converter.deliver(conversion);
				assertThat(converter.find(conversion).attempt()).as("not due yet").isEqualTo(attempt);
				converter.database()
					.getCollection("conversions")
					.updateOne(new Document("_id", conversion.id()),
							new Document("$set", new Document("notBefore", Date.from(Instant.now()))));
			}
			converter.deliver(conversion);
			assertThat(converter.find(conversion).state()).isEqualTo(ConversionState.FAILED);
			assertThat(converter.failure(conversion).code()).isEqualTo("gave-up");
			assertThat(converter.attempts("retried", "none")).isEqualTo(TestConverter.MAX_ATTEMPTS - 1);
			assertThat(converter.attempts("failed", "gave-up")).isEqualTo(1);
		}
	}

	@Test
	void failsAtOnceWhenFfmpegDoesNotTakeItsArguments() {
		Path script = TestFfmpeg.script(this.folder, "case \"$*\" in *\"-f f32le\"*)",
				"echo \"Error initializing filter 'loudnorm' with args 'measured_I=0.95'\" >&2; exit 1;; esac",
				"exec " + SampleMedia.ffmpeg() + " \"$@\"");
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(script, this.work, LONG);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			Conversion conversion = converter.accepted(VIDEO);
			converter.deliver(conversion);
			assertFailedForEver(converter, conversion, "gave-up");
		}
	}

	@Test
	void failsWhenEveryWorkerDies() {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.work);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			Conversion conversion = converter.accepted(VIDEO);
			for (int attempt = 1; attempt <= TestConverter.MAX_ATTEMPTS; attempt++) {
				Awaitility.await()
					.until(() -> converter.claims().claim(conversion.id(), "dies", Duration.ofMillis(1)).isPresent());
			}
			Awaitility.await().until(() -> {
				converter.deliver(conversion);
				return converter.find(conversion).state() == ConversionState.FAILED;
			});
			assertThat(converter.failure(conversion).code()).isEqualTo("worker-crashed");
		}
	}

	@Test
	void stopsFfmpegAndRemovesEverythingWhenConversionIsDeleted() throws IOException {
		Path script = TestFfmpeg.script(this.folder, "/bin/sleep 300 &", "echo $$ $! > " + started() + ".new",
				"/bin/mv " + started() + ".new " + started(), "wait");
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(script, this.work, LONG);
				TestConverter converter = new TestConverter(ffmpeg, LONG, NO_HEARTBEAT, HEARTBEAT)) {
			Conversion conversion = converter.accepted(VIDEO);
			CompletableFuture<Void> delivery = Background.run(() -> converter.deliver(conversion));
			Awaitility.await().until(() -> Files.exists(started()));
			converter.keptChunks().put(conversion.id(), "abc", 0, new ByteArrayInputStream(new byte[] { 1 }), 1);
			List<ProcessHandle> processes = Stream.of(Files.readString(started()).strip().split(" "))
				.map((pid) -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
				.toList();
			assertThat(processes).hasSize(2).allMatch(ProcessHandle::isAlive);
			assertThat(converter.deletion().delete(conversion.id(), TestConverter.OWNER.id())).isTrue();
			assertThat(delivery).succeedsWithin(1, TimeUnit.MINUTES);
			Awaitility.await().untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
			assertThat(converter.hasNoLeftovers()).isTrue();
			assertThat(converter.count("conversions")).isZero();
			assertThat(converter.count("videos.chunks")).isZero();
			assertThat(converter.attempts("lost", "none")).isEqualTo(1);
		}
	}

	@Test
	void handsConversionBackAtShutdown() {
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(slow(), this.work, LONG);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			Conversion conversion = converter.accepted(VIDEO);
			CompletableFuture<Void> delivery = Background.run(() -> converter.deliver(conversion));
			Awaitility.await().until(() -> Files.exists(started()));
			converter.cutOff();
			assertThat(delivery).succeedsWithin(1, TimeUnit.MINUTES);
			Conversion queued = converter.find(conversion);
			assertThat(queued.state()).isEqualTo(ConversionState.QUEUED);
			assertThat(queued.attempt()).as("does not count").isZero();
			assertThat(queued.notBefore()).as("at once").isNull();
			assertThat(queued.outbox().videoUploaded().dueAt()).isBeforeOrEqualTo(Instant.now());
			converter.deliver(conversion);
			assertThat(converter.find(conversion).state()).as("what comes too late").isEqualTo(ConversionState.QUEUED);
			assertThat(converter.find(conversion).attempt()).isZero();
		}
	}

	@Test
	void encodesAgainOnlyWhatWasRunningWhenItWasCutOff() throws IOException {
		Path runs = this.folder.resolve("runs");
		Path script = TestFfmpeg.script(this.folder,
				"case \"$*\" in *f32le*libmp3lame*) echo encodes >> " + runs + ";; esac",
				"exec " + SampleMedia.ffmpeg() + " \"$@\"");
		// longer audio has longer chunks
		int chunks = 16;
		int encoders = 2;
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(script, this.work, LONG);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT, encoders)) {
			Conversion conversion = converter.accepted(SampleMedia.mp4(Duration.ofMinutes(chunks)));
			CompletableFuture<Void> delivery = Background.run(() -> converter.deliver(conversion));
			Awaitility.await()
				.atMost(Duration.ofMinutes(1))
				.pollInterval(Duration.ofMillis(20))
				.until(() -> converter.count("kept_chunks.files") >= 2);
			converter.cutOff();
			assertThat(delivery).succeedsWithin(1, TimeUnit.MINUTES);
			assertThat(converter.find(conversion).state()).isEqualTo(ConversionState.QUEUED);
			converter.restart();
			converter.deliver(conversion);
			assertThat(converter.find(conversion).state()).isEqualTo(ConversionState.COMPLETED);
			assertThat(converter.find(conversion).attempt()).isEqualTo(1);
			// of those beyond, as many as there are encoders ran, and one was being kept
			assertThat(Files.readAllLines(runs)).hasSizeBetween(chunks, chunks + encoders + 1);
			// the last chunk was being kept when nobody needed it any more
			Awaitility.await()
				.untilAsserted(() -> assertThat(
						List.of("kept_chunks.files", "kept_chunks.chunks", "kept_chunks", "file_writes"))
					.allMatch((collection) -> converter.count(collection) == 0));
		}
	}

	@Test
	void deletesItsMp3WhenAnotherWorkerTookOver() throws IOException {
		Path gate = this.folder.resolve("gate");
		Path script = TestFfmpeg.script(this.folder, "echo > " + started(),
				"while [ ! -e " + gate + " ]; do /bin/sleep 0.05; done", "exec " + SampleMedia.ffmpeg() + " \"$@\"");
		try (TestFfmpeg ffmpeg = TestFfmpeg.of(script, this.work, LONG);
				TestConverter converter = new TestConverter(ffmpeg, Duration.ofMillis(500), NO_HEARTBEAT)) {
			Conversion conversion = converter.accepted(VIDEO);
			CompletableFuture<Void> delivery = Background.run(() -> converter.deliver(conversion));
			Awaitility.await().until(() -> Files.exists(started()));
			Awaitility.await().until(() -> converter.claims().claim(conversion.id(), "another", LONG).isPresent());
			Files.createFile(gate);
			assertThat(delivery).succeedsWithin(1, TimeUnit.MINUTES);
			assertThat(converter.hasNoLeftovers()).isTrue();
			Conversion others = converter.find(conversion);
			assertThat(others.state()).isEqualTo(ConversionState.CONVERTING);
			assertThat(others.worker()).isEqualTo("another");
			assertThat(others.attempt()).isEqualTo(2);
		}
	}

	@Test
	void makesOneMp3WhenMessageComesTwiceAtATime() {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.work);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT)) {
			Conversion conversion = converter.accepted(VIDEO);
			Stream.of(1, 2)
				.map((copy) -> Background.run(() -> converter.deliver(conversion)))
				.toList()
				.forEach(CompletableFuture::join);
			converter.deliver(conversion);
			assertThat(converter.find(conversion).state()).isEqualTo(ConversionState.COMPLETED);
			assertThat(converter.find(conversion).attempt()).isEqualTo(1);
			assertThat(converter.storedMp3s()).isEqualTo(1);
		}
	}

	@Test
	@Timeout(600)
	void renewsLeaseAndRecordsProgress() {
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.work);
				TestConverter converter = new TestConverter(ffmpeg, Duration.ofSeconds(1), HEARTBEAT)) {
			Conversion conversion = converter.accepted(SampleMedia.mp4(Duration.ofMinutes(10)));
			CompletableFuture<Void> delivery = Background.run(() -> converter.deliver(conversion));
			Awaitility.await()
				.atMost(Duration.ofMinutes(1))
				.pollInterval(Duration.ofMillis(20))
				.untilAsserted(() -> assertThat(converter.find(conversion).progress()).isNotNull()
					.satisfies((progress) -> assertThat(progress.phase()).isEqualTo(Phase.ENCODING))
					.satisfies((progress) -> assertThat(progress.percent()).isBetween(11, 99))
					.satisfies((progress) -> assertThat(progress.speed()).isPositive())
					.satisfies((progress) -> assertThat(progress.secondsLeft()).isPositive()));
			assertThat(delivery).succeedsWithin(5, TimeUnit.MINUTES);
			assertThat(converter.find(conversion).state()).isEqualTo(ConversionState.COMPLETED);
			assertThat(converter.find(conversion).attempt()).isEqualTo(1);
		}
	}

	@Test
	void acknowledgesMessageWhileMongoIsAway() {
		String nowhere = "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200";
		try (TestFfmpeg ffmpeg = TestFfmpeg.system(this.work);
				TestConverter converter = new TestConverter(ffmpeg, LEASE, HEARTBEAT, nowhere)) {
			converter
				.deliver(new VideoUploaded(VideoUploaded.VERSION, "0f8fad5bd9cb469fa16570867728950e", Instant.now()));
		}
	}

	private Path slow() {
		return TestFfmpeg.script(this.folder, "echo > " + started(), "/bin/sleep 300");
	}

	private Path started() {
		return this.folder.resolve("started");
	}

}
