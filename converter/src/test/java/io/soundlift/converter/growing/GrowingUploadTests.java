package io.soundlift.converter.growing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.soundlift.converter.container.MovieLayout;
import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.converter.job.TestConverter;
import io.soundlift.converter.job.VideoSamples;
import io.soundlift.converter.plan.ConversionPlanner;
import io.soundlift.converter.schedule.EncoderSlots;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.journey.conversion.GrowingUpload;
import io.soundlift.journey.conversion.GrowingUploads;
import io.soundlift.journey.file.FileRange;
import io.soundlift.journey.file.PartialFiles;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.support.Sha256;
import io.soundlift.testsupport.SampleMedia;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for uploads that are encoded before their last byte is there, with ffmpeg.
 */
@Timeout(600)
class GrowingUploadTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	/** Chunks have a minute. */
	private static final int SECONDS = 130;

	private static final int CHUNKS = 3;

	private static final long MAX_BYTES = 1L << 30;

	private static final Pace PATIENT = new Pace(1, Duration.ofMinutes(5), Duration.ofMillis(20));

	private static final Pace STRICT = new Pace(1024, Duration.ofSeconds(1), Duration.ofMillis(20));

	/** The videos of all tests, since it takes seconds to make one. */
	@TempDir
	@SuppressWarnings("NullAway.Init")
	private static Path videos;

	/** SHA-256 of MP3s by that of their videos, for the same reason. */
	private static final Map<String, String> CONVERTED = new HashMap<>();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path work;

	@SuppressWarnings("NullAway.Init")
	private Path runs;

	@SuppressWarnings("NullAway.Init")
	private TestFfmpeg ffmpeg;

	@SuppressWarnings("NullAway.Init")
	private TestConverter converter;

	private final EncoderSlots slots = new EncoderSlots(2);

	@BeforeEach
	void start() throws IOException {
		this.runs = Files.createFile(this.folder.resolve("runs"));
		Path script = TestFfmpeg.script(this.folder,
				"[ ! -e " + endless() + " ] || case \"$*\" in *framehash*) exec cat /dev/zero;; esac",
				"case \"$*\" in *libmp3lame*) echo encodes >> " + this.runs + "; while [ -e " + held()
						+ " ]; do sleep 0.02; done;;" + " *'-c:a pcm_f32le'*) echo decodes >> " + this.runs + ";; esac",
				"exec " + SampleMedia.ffmpeg() + " \"$@\"");
		this.ffmpeg = TestFfmpeg.of(script, this.work, Duration.ofMinutes(10));
		this.converter = new TestConverter(this.ffmpeg, Duration.ofSeconds(30), Duration.ofHours(1));
	}

	@AfterEach
	void stop() throws IOException {
		this.converter.close();
		this.ffmpeg.close();
		try (DirectoryStream<Path> left = Files.newDirectoryStream(this.work)) {
			assertThat(left).as("left in the work directory").isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource({ "index-first.mp4,aac,-movflags,+faststart,0,0",
			"fragments.mp4,aac,-movflags,+frag_keyframe+empty_moov,0,0", "video.webm,libopus,-f,matroska,0,0",
			"video.mkv,aac,-f,matroska,0,0", "audio.m4a,aac,-movflags,+faststart,0,0",
			"audio.mp4,aac,-movflags,+frag_keyframe+empty_moov,0,0", "audio.ogg,libvorbis,-f,ogg,0,0",
			"audio.flac,flac,-f,flac,0,0",
			// what an encoder has added at the end only the whole file tells
			"audio.mp3,libmp3lame,-f,mp3,1,1" })
	void encodesBeforeTheLastByteWhatTheFinishedFileGives(String name, String codec, String option, String value,
			int anew, int decoded) throws Exception {
		Path video = make(name, name.startsWith("audio"), codec, option, value);
		String expected = convertedSha256(video);
		TestUpload upload = new TestUpload(this.converter, "video/mp4", Files.readAllBytes(video));
		try (GrowingWatch watch = watch(PATIENT, video, "one")) {
			beginWith(watch, upload);
			awaitKept(1);
			upload.sendUpTo(100);
			awaitIdle(watch);
			assertThat(this.converter.count("kept_chunks.files")).isEqualTo(CHUNKS);
		}
		assertCompletesEncoding(anew, decoded, upload.finish(), expected);
	}

	@Test
	void encodesAudioWhoseIndexComesFirstFromTheEndOfTheVideo() throws Exception {
		Path video = make("index-last.mp4", false, "aac", "-f", "mp4");
		List<FileRange> ranges = indexFirst(video);
		String expected = convertedSha256(video);
		TestUpload upload = uploadOf(video, ranges);
		try (GrowingWatch watch = watch(PATIENT, video, "one")) {
			beginWith(watch, upload);
			awaitKept(1);
			upload.sendUpTo(100);
			awaitIdle(watch);
			assertThat(this.converter.count("kept_chunks.files")).isEqualTo(CHUNKS);
		}
		Conversion conversion = this.converter.acceptedRanges(upload.id(), video, Files.size(video), ranges);
		upload.finished();
		assertCompletesEncoding(0, 0, conversion, expected);
	}

	@ParameterizedTest
	@CsvSource({ "{$set: {'ahead.proof': '00'}}", "{$unset: {ahead: ''}}", "{$set: {'ahead.chunks.1': '00'}}" })
	void decodesTheFinishedFileUnlessItIsProvedThatItNeedNot(String change) throws Exception {
		Path video = make("video.mkv", false, "aac", "-f", "matroska");
		String expected = convertedSha256(video);
		TestUpload upload = encodedAhead(video);
		Document list = new Document("_id", upload.id());
		this.converter.database().getCollection("kept_chunks").updateOne(list, Document.parse(change));
		assertCompletesEncoding(0, 1, upload.finish(), expected);
	}

	@Test
	void decodesTheFinishedFileIfAnotherOneWasDecodedAhead() throws Exception {
		TestUpload ahead = encodedAhead(make("other.mkv", false, "aac", "-b:a", "40k"));
		Path video = make("video.mkv", false, "aac", "-f", "matroska");
		String expected = convertedSha256(video);
		Conversion conversion = this.converter.accepted(video);
		Document kept = Objects.requireNonNull(
				this.converter.database().getCollection("kept_chunks").find(new Document("_id", ahead.id())).first());
		this.converter.database().getCollection("kept_chunks").insertOne(kept.append("_id", conversion.id()));
		long before = runs("decodes");
		this.converter.deliver(conversion);
		assertThat(this.converter.mp3(conversion).file().sha256()).isEqualTo(expected);
		assertThat(runs("decodes")).isEqualTo(before + 1);
	}

	@Test
	void decodesTheFinishedFileWhoseTimesOnlyAFileHas() throws Exception {
		Path video = make("index-first.mp4", false, "aac", "-movflags", "+faststart");
		// ffmpeg reads a file to its end, but a pipe only to the last packet
		Files.write(video, laterTimes(), StandardOpenOption.APPEND);
		String expected = convertedSha256(video);
		TestUpload upload = encodedAhead(video);
		long before = runs("decodes");
		assertCompletes(upload.finish(), expected);
		assertThat(runs("decodes")).isEqualTo(before + 1);
	}

	/**
	 * Returns a box {@code ctts}, which moves the audio after twenty seconds or so by two
	 * (ISO/IEC 14496-12, 8.6.1.3).
	 */
	private static byte[] laterTimes() {
		byte[] type = "ctts".getBytes(StandardCharsets.US_ASCII);
		return ByteBuffer.allocate(32)
			.putInt(32)
			.put(type)
			.putInt(0)
			.putInt(2)
			.putInt(1000)
			.putInt(0)
			.putInt(1_000_000)
			.putInt(2 * 48_000)
			.array();
	}

	@Test
	void decodesTheFinishedFileIfTheListOfPacketsHasNoEnd() throws Exception {
		Files.createFile(endless());
		Path video = make("video.mkv", false, "aac", "-f", "matroska");
		String expected = convertedSha256(video);
		TestUpload upload = encodedAhead(video);
		assertThat(this.converter.count("kept_chunks.files")).isEqualTo(CHUNKS);
		assertCompletesEncoding(0, 1, upload.finish(), expected);
	}

	@Test
	void decodesTheFinishedFileIfAChunkDoesNotFit() throws Exception {
		TestUpload other = encodedAhead(make("other.mkv", false, "aac", "-b:a", "40k"));
		Path video = make("video.mkv", false, "aac", "-f", "matroska");
		String expected = convertedSha256(video);
		TestUpload upload = encodedAhead(video);
		Document second = keptChunk(other, 1).getValue();
		this.converter.database()
			.getCollection("kept_chunks")
			.updateOne(new Document("_id", upload.id()),
					new Document("$set", new Document("chunks." + keptChunk(upload, 1).getKey() + ".1", second)));
		Conversion conversion = upload.finish();
		long before = runs("decodes");
		this.converter.deliver(conversion);
		assertThat(this.converter.mp3(conversion).file().sha256()).isEqualTo(expected);
		assertThat(runs("decodes")).isGreaterThan(before);
	}

	/**
	 * Returns the name of a chunk and its entry in the list.
	 */
	private Map.Entry<String, Document> keptChunk(TestUpload upload, int index) {
		Document list = Objects.requireNonNull(
				this.converter.database().getCollection("kept_chunks").find(new Document("_id", upload.id())).first());
		Document chunks = list.get("chunks", Document.class);
		String name = chunks.keySet()
			.stream()
			.filter((each) -> chunks.get(each, Document.class).containsKey(Integer.toString(index)))
			.findFirst()
			.orElseThrow();
		return Map.entry(name, chunks.get(name, Document.class).get(Integer.toString(index), Document.class));
	}

	@Test
	void joinsAudioThatEndsBeforeThePictures() throws Exception {
		Path video = this.folder.resolve("pictures");
		// several times what fits into a pipe
		make(List.of("-f", "lavfi", "-i",
				"testsrc=size=320x240:rate=2:duration=" + (SECONDS + 20) + ",noise=alls=100:allf=t", "-f", "lavfi",
				"-i", "anoisesrc=color=pink:seed=1:sample_rate=48000:duration=" + SECONDS, "-c:v", "mjpeg", "-q:v", "2",
				"-c:a", "aac", "-f", "mp4", "-movflags", "+faststart", video.toString()));
		String expected = convertedSha256(video);
		TestUpload upload = encodedAhead(video);
		assertCompletesEncoding(0, 0, upload.finish(), expected);
	}

	@Test
	void handsTheVideoOverToItsConversion() throws Exception {
		Path video = make("video.mkv", false, "aac", "-f", "matroska");
		String expected = convertedSha256(video);
		TestUpload upload = new TestUpload(this.converter, "video/mp4", Files.readAllBytes(video));
		try (GrowingWatch watch = watch(PATIENT, Files.size(video) * 6 / 10, "one", this.converter.uploadHandovers())) {
			beginWith(watch, upload);
			upload.sendUpTo(100);
			awaitKept(CHUNKS);
			Conversion conversion = upload.finish();
			this.converter.database().getCollection("videos.chunks").deleteMany(new Document());
			assertCompletesEncoding(0, 0, conversion, expected);
			awaitIdle(watch);
		}
	}

	@Test
	void handsTheJoinedChunksOverToItsConversion() throws Exception {
		Path video = make("video.mkv", false, "aac", "-f", "matroska");
		String expected = convertedSha256(video);
		TestUpload upload = new TestUpload(this.converter, "video/mp4", Files.readAllBytes(video));
		try (GrowingWatch watch = watch(PATIENT, Files.size(video) * 6 / 10, "one", this.converter.uploadHandovers())) {
			beginWith(watch, upload);
			upload.sendUpTo(100);
			awaitComplete(upload);
			this.converter.database().getCollection("kept_chunks.chunks").deleteMany(new Document());
			assertCompletesEncoding(0, 0, upload.finish(), expected);
			awaitIdle(watch);
		}
	}

	@Test
	void handsChunksOverOfWhichAnotherConverterHasKeptSome() throws Exception {
		Path video = make("video.mkv", false, "aac", "-f", "matroska");
		String expected = convertedSha256(video);
		TestUpload upload = new TestUpload(this.converter, "video/mp4", Files.readAllBytes(video));
		try (GrowingWatch watch = watch(PATIENT, video, "another")) {
			beginWith(watch, upload);
			awaitKept(1);
		}
		try (GrowingWatch watch = watch(PATIENT, Files.size(video) * 6 / 10, "one", this.converter.uploadHandovers())) {
			watch.look();
			upload.sendUpTo(80);
			watch.look();
			upload.sendUpTo(100);
			awaitComplete(upload);
			this.converter.database().getCollection("kept_chunks.chunks").deleteMany(new Document());
			assertCompletesEncoding(0, 0, upload.finish(), expected);
			awaitIdle(watch);
		}
	}

	@Test
	void goesOnWithThePackedRangesWhenTheBytesThatWereSentAreGone() throws Exception {
		Path video = make("index-last.mp4", false, "aac", "-f", "mp4");
		List<FileRange> ranges = indexFirst(video);
		String expected = convertedSha256(video);
		TestUpload upload = uploadOf(video, ranges);
		try (GrowingWatch watch = watch(PATIENT, Files.size(video) * 6 / 10, "one", this.converter.uploadHandovers())) {
			beginWith(watch, upload);
			awaitKept(1);
			Conversion conversion = this.converter.acceptedRanges(upload.id(), video, Files.size(video), ranges);
			upload.sendRestAndRemoveBytes();
			awaitKept(CHUNKS);
			assertCompletesEncoding(0, 0, conversion, expected);
			awaitIdle(watch);
		}
	}

	@Test
	void handsAVideoWithHolesOverToItsConversion() throws Exception {
		Path video = make("index-last.mp4", false, "aac", "-f", "mp4");
		List<FileRange> ranges = indexFirst(video);
		String expected = convertedSha256(video);
		TestUpload upload = uploadOf(video, ranges);
		try (GrowingWatch watch = watch(PATIENT, Files.size(video) * 6 / 10, "one", this.converter.uploadHandovers())) {
			beginWith(watch, upload);
			upload.sendUpTo(100);
			awaitKept(CHUNKS);
			Conversion conversion = this.converter.acceptedRanges(upload.id(), video, Files.size(video), ranges);
			upload.finished();
			this.converter.database().getCollection("videos.chunks").deleteMany(new Document());
			assertCompletesEncoding(0, 0, conversion, expected);
			awaitIdle(watch);
		}
	}

	@Test
	void usesAllEncodersWhileTheUploadIsFasterThanOne() throws Exception {
		Path video = make("video.mkv", false, "aac", "-f", "matroska");
		TestUpload upload = new TestUpload(this.converter, "video/mp4", Files.readAllBytes(video));
		Files.createFile(held());
		try (GrowingWatch watch = watch(PATIENT, video, "one")) {
			beginWith(watch, upload);
			upload.sendUpTo(100);
			Awaitility.await().atMost(TIMEOUT).until(() -> this.slots.inUse() == 2);
			Files.delete(held());
			awaitIdle(watch);
		}
		assertThat(this.converter.count("kept_chunks.files")).isEqualTo(CHUNKS);
	}

	private Path held() {
		return this.folder.resolve("held");
	}

	private Path endless() {
		return this.folder.resolve("endless");
	}

	private TestUpload encodedAhead(Path video) throws IOException {
		TestUpload upload = new TestUpload(this.converter, "video/mp4", Files.readAllBytes(video));
		try (GrowingWatch watch = watch(PATIENT, video, "one")) {
			beginWith(watch, upload);
			upload.sendUpTo(100);
			awaitIdle(watch);
		}
		return upload;
	}

	@Test
	void waitsForTheLastChunkThatIsEncodedAhead() throws Exception {
		Path video = make("video.mkv", false, "aac", "-f", "matroska");
		String expected = convertedSha256(video);
		TestUpload upload = new TestUpload(this.converter, "video/mp4", Files.readAllBytes(video));
		try (GrowingWatch watch = watch(PATIENT, video, "one")) {
			beginWith(watch, upload);
			awaitKept(1);
			Files.createFile(held());
			upload.sendUpTo(100);
			Conversion conversion = upload.finish();
			long before = runs("decodes");
			Thread encoding = new Thread(() -> this.converter.deliver(conversion));
			encoding.start();
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> this.converter.find(conversion).plan() != null && this.slots.inUse() > 0);
			Files.delete(held());
			encoding.join();
			assertThat(this.converter.mp3(conversion).file().sha256()).isEqualTo(expected);
			assertThat(runs("decodes")).as("decoders that ran after the last byte").isEqualTo(before);
			awaitIdle(watch);
		}
	}

	@Test
	void freesTheEncoderAndKeepsNothingWhenAnUploadPauses() throws Exception {
		Path video = make("video.mkv", false, "aac", "-f", "matroska");
		TestUpload upload = new TestUpload(this.converter, "video/mp4", Files.readAllBytes(video));
		try (GrowingWatch watch = watch(STRICT, video, "one")) {
			beginWith(watch, upload);
			awaitIdle(watch);
			assertThat(this.slots.inUse()).isZero();
			assertThat(this.converter.count("kept_chunks")).isZero();
			assertThat(this.converter.count("kept_chunks.chunks")).isZero();
			assertThat(this.converter.count("growing_conversions")).isZero();
		}
		upload.sendUpTo(100);
		// before the other one waits, whose turn it would be
		String expected = convertedSha256(video);
		assertCompletes(upload.finish(), expected);
	}

	@Test
	void leavesAnUploadToItsConversionAfterSomePauses() throws Exception {
		TestUpload upload = new TestUpload(this.converter, "video/mp4", new byte[1_000_000]);
		int begun = 0;
		try (GrowingWatch watch = watch(STRICT, 2_000_000, "one")) {
			for (int percent = 1; percent < 99; percent += 7) {
				upload.sendUpTo(percent);
				watch.look();
				upload.sendUpTo(percent + 6);
				watch.look();
				begun += watch.running();
				awaitIdle(watch);
			}
		}
		assertThat(begun).isEqualTo(3);
		assertThat(this.converter.count("growing_conversions")).isZero();
	}

	@Test
	void givesTheNextTurnToAnotherOwner() throws Exception {
		byte[] body = new byte[1_000_000];
		TestUpload first = new TestUpload(this.converter, "video/mp4", body);
		try (GrowingWatch watch = watch(PATIENT, 2_000_000, "one")) {
			beginWith(watch, first);
			// the other one is seen first unless it is its owner's turn
			List<TestUpload> waiting = List.of(new TestUpload(this.converter, "0".repeat(32), "video/mp4", body),
					new TestUpload(this.converter, "video/mp4", body));
			for (TestUpload upload : waiting) {
				upload.sendUpTo(10);
			}
			first.delete();
			awaitIdle(watch);
			watch.look();
			for (TestUpload upload : waiting) {
				upload.sendUpTo(50);
			}
			watch.look();
			assertThat(this.converter.database().getCollection("growing_conversions").distinct("_id", String.class))
				.containsExactly(waiting.get(0).id());
		}
	}

	@Test
	void readsNoVideoThatClaimsToBeLongerThanAny() throws Exception {
		TestUpload upload = new TestUpload(this.converter, "multipart/byteranges; boundary=b",
				"--b\r\nContent-Range: bytes 0-99/%d\r\n\r\n%s\r\n--b--\r\n".formatted(1L << 40, "x".repeat(100))
					.getBytes(StandardCharsets.US_ASCII));
		upload.sendUpTo(75);
		GrowingUpload seen = uploads().find(upload.id()).orElseThrow();
		GrowingContent content = new GrowingContent(uploads(), files(), seen, PATIENT);
		Path file = this.folder.resolve("video");
		UploadHandovers.Handover handover = this.converter.uploadHandovers().begin(upload.id());
		try (handover; Fetch fetch = Fetch.start(seen, content, file, MAX_BYTES, handover, videos())) {
			assertThatExceptionOfType(NotStreamableException.class).isThrownBy(fetch::file);
		}
		assertThat(file).doesNotExist();
	}

	@Test
	void leavesNothingOfAnUploadThatIsDeleted() throws Exception {
		Path video = make("video.mkv", false, "aac", "-f", "matroska");
		TestUpload upload = new TestUpload(this.converter, "video/mp4", Files.readAllBytes(video));
		try (GrowingWatch watch = watch(PATIENT, video, "one")) {
			beginWith(watch, upload);
			awaitKept(1);
			upload.delete();
			awaitIdle(watch);
		}
		assertThat(this.converter.hasNoLeftovers()).isTrue();
		assertThat(this.converter.count("growing_conversions")).isZero();
	}

	@Test
	void removesTheChunkThatWasBeingKeptWhenTheUploadWasDeleted() throws Exception {
		Path video = make("video.mkv", false, "aac", "-f", "matroska");
		TestUpload upload = new TestUpload(this.converter, "video/mp4", Files.readAllBytes(video));
		// the work does not notice the end by itself
		Pace seldom = new Pace(1, Duration.ofMinutes(5), Duration.ofMinutes(5));
		try (GrowingWatch watch = watch(seldom, video, "one")) {
			beginWith(watch, upload);
			awaitKept(1);
			upload.delete();
			this.converter.database().getCollection("kept_chunks").insertOne(new Document("_id", upload.id()));
			awaitIdle(watch);
		}
		assertThat(this.converter.hasNoLeftovers()).isTrue();
	}

	@Test
	void goesOnWithWhatAConverterHasKeptThatWasStopped() throws Exception {
		Path video = make("video.mkv", false, "aac", "-f", "matroska");
		String expected = convertedSha256(video);
		TestUpload upload = new TestUpload(this.converter, "video/mp4", Files.readAllBytes(video));
		try (GrowingWatch watch = watch(PATIENT, video, "one")) {
			beginWith(watch, upload);
			awaitKept(1);
		}
		long before = encodings();
		try (GrowingWatch watch = watch(PATIENT, video, "another")) {
			watch.look();
			upload.sendUpTo(80);
			watch.look();
			assertThat(watch.running()).isEqualTo(1);
			upload.sendUpTo(100);
			awaitIdle(watch);
			assertThat(this.converter.count("kept_chunks.files")).isEqualTo(CHUNKS);
		}
		assertThat(encodings() - before).isEqualTo(CHUNKS - 1);
		assertCompletesEncoding(0, 0, upload.finish(), expected);
	}

	@Test
	void leavesAloneWhatAnotherConverterWorksOn() throws Exception {
		Path video = make("video.mkv", false, "aac", "-f", "matroska");
		TestUpload upload = new TestUpload(this.converter, "video/mp4", Files.readAllBytes(video));
		GrowingUploads uploads = uploads();
		assertThat(uploads.claim(upload.id(), "another", Duration.ofHours(1))).isTrue();
		try (GrowingWatch watch = watch(PATIENT, video, "one")) {
			watch.look();
			upload.sendUpTo(75);
			watch.look();
			assertThat(watch.running()).isZero();
			uploads.renew(upload.id(), "another", Duration.ofHours(-1));
			upload.sendUpTo(80);
			watch.look();
			assertThat(watch.running()).as("the other one has died").isEqualTo(1);
		}
	}

	@Test
	void waitsForTheEndOfAVideoWhoseIndexIsThere() throws Exception {
		Path video = make("index-last.mp4", false, "aac", "-f", "mp4");
		TestUpload upload = new TestUpload(this.converter, "video/mp4", Files.readAllBytes(video));
		try (GrowingWatch watch = watch(PATIENT, video, "one")) {
			beginWith(watch, upload);
			awaitIdle(watch);
			upload.sendUpTo(80);
			watch.look();
			assertThat(watch.running()).as("tries it once").isZero();
			assertThat(this.converter.count("kept_chunks")).isZero();
		}
		upload.sendUpTo(100);
		// before the other one waits, whose turn it would be
		String expected = convertedSha256(video);
		assertCompletes(upload.finish(), expected);
	}

	@Test
	void beginsNothingWhileConversionsWaitForEncoders() throws Exception {
		Path video = make("video.mkv", false, "aac", "-f", "matroska");
		TestUpload upload = new TestUpload(this.converter, "video/mp4", Files.readAllBytes(video));
		try (GrowingWatch watch = watch(PATIENT, video, "one");
				EncoderSlots.Share busy = this.slots.join(new Object())) {
			busy.acquire();
			busy.acquire();
			Thread waiting = new Thread(() -> acquire(busy));
			waiting.start();
			Awaitility.await().atMost(TIMEOUT).until(() -> this.slots.waiting() == 1);
			watch.look();
			upload.sendUpTo(75);
			watch.look();
			assertThat(watch.running()).isZero();
			busy.stop();
			waiting.join();
		}
	}

	@Test
	void leavesTheRestToConversionsThatEncodeWhenTheUploadIsComplete() throws Exception {
		Path video = make("video.mkv", false, "aac", "-f", "matroska");
		TestUpload upload = new TestUpload(this.converter, "video/mp4", Files.readAllBytes(video));
		try (GrowingWatch watch = watch(PATIENT, video, "one");
				EncoderSlots.Share busy = this.slots.join(new Object())) {
			beginWith(watch, upload);
			awaitKept(1);
			busy.acquire();
			busy.acquire();
			watch.look();
			assertThat(watch.running()).as("the upload goes on").isEqualTo(1);
			upload.sendUpTo(100);
			awaitIdle(watch);
			assertThat(this.converter.count("kept_chunks.files")).isEqualTo(1);
			assertThat(this.slots.inUse()).isEqualTo(2);
		}
	}

	@Test
	void goesOnAfterTheLastByteWhileAnotherConversionLeavesAnEncoder() throws Exception {
		Path video = make("video.mkv", false, "aac", "-f", "matroska");
		TestUpload upload = new TestUpload(this.converter, "video/mp4", Files.readAllBytes(video));
		try (GrowingWatch watch = watch(PATIENT, video, "one");
				EncoderSlots.Share other = this.slots.join(new Object())) {
			other.acquire();
			Files.createFile(held());
			beginWith(watch, upload);
			upload.sendUpTo(100);
			// one of its chunks is encoded, and the next one waits
			Awaitility.await().atMost(TIMEOUT).until(() -> this.slots.waiting() == 1);
			watch.look();
			Files.delete(held());
			awaitIdle(watch);
		}
		assertThat(this.converter.count("kept_chunks.files")).isEqualTo(CHUNKS);
	}

	private static void acquire(EncoderSlots.Share share) {
		try {
			share.acquire();
		}
		catch (InterruptedException | RuntimeException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void beginWith(GrowingWatch watch, TestUpload upload) throws IOException {
		upload.sendUpTo(10);
		watch.look();
		assertThat(watch.running()).as("nobody knows how fast it is").isZero();
		upload.sendUpTo(75);
		watch.look();
		assertThat(watch.running()).isEqualTo(1);
	}

	private void awaitKept(int chunks) {
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> this.converter.count("kept_chunks.files") >= chunks
					&& this.converter.count("kept_chunks") > 0);
	}

	private void awaitComplete(TestUpload upload) {
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> this.converter.keptChunks().findComplete(upload.id()).isPresent());
	}

	private static void awaitIdle(GrowingWatch watch) {
		Awaitility.await().atMost(TIMEOUT).until(() -> {
			watch.look();
			return watch.running() == 0;
		});
	}

	private String convertedSha256(Path video) throws IOException {
		String key = HexFormat.of().formatHex(Sha256.newDigest().digest(Files.readAllBytes(video)));
		String known = CONVERTED.get(key);
		String sha256 = (known != null) ? known : convert(video);
		CONVERTED.put(key, sha256);
		return sha256;
	}

	private String convert(Path video) {
		Conversion conversion = this.converter.accepted(video);
		this.converter.deliver(conversion);
		assertThat(this.converter.find(conversion).failure()).isNull();
		return this.converter.mp3(conversion).file().sha256();
	}

	private void assertCompletesEncoding(int chunks, int decoded, Conversion conversion, String sha256)
			throws IOException {
		long before = encodings();
		long decodedBefore = runs("decodes");
		assertCompletes(conversion, sha256);
		assertThat(runs("decodes")).as("decoders that ran after the last byte").isEqualTo(decodedBefore + decoded);
		assertThat(encodings()).as("encoders that ran after the last byte").isEqualTo(before + chunks);
	}

	private void assertCompletes(Conversion conversion, String sha256) {
		this.converter.deliver(conversion);
		assertThat(this.converter.find(conversion).state()).isEqualTo(ConversionState.COMPLETED);
		assertThat(this.converter.mp3(conversion).file().sha256()).isEqualTo(sha256);
		assertThat(this.converter.count("kept_chunks")).isZero();
		assertThat(this.converter.count("kept_chunks.chunks")).isZero();
	}

	private long encodings() throws IOException {
		return runs("encodes");
	}

	private long runs(String kind) throws IOException {
		try (Stream<String> lines = Files.lines(this.runs)) {
			return lines.filter(kind::equals).count();
		}
	}

	private GrowingUploads uploads() {
		return new GrowingUploads(new MongoTemplate(this.converter.databases()), Clock.systemUTC());
	}

	private PartialFiles files() {
		return new PartialFiles(this.converter.databases(), Clock.systemUTC());
	}

	private UploadedVideos videos() {
		return new UploadedVideos(this.converter.conversions(), this.converter.files());
	}

	private GrowingWatch watch(Pace pace, Path video, String name) throws IOException {
		// much more than ffmpeg reads of it, and less than is sent at first
		return watch(pace, Files.size(video) * 6 / 10, name);
	}

	private GrowingWatch watch(Pace pace, long headBytes, String name) {
		return watch(pace, headBytes, name, new UploadHandovers(Duration.ZERO));
	}

	private GrowingWatch watch(Pace pace, long headBytes, String name, UploadHandovers videos) {
		GrowingJob job = new GrowingJob(uploads(), files(), videos(), this.converter.keptChunks(), TestFfmpeg.probe(),
				new ConversionPlanner(Duration.ofHours(12)), TestFfmpeg.encoder(2), this.slots, pace, headBytes,
				MAX_BYTES);
		JourneyTracing tracing = new JourneyTracing(ObservationRegistry.NOOP, Tracer.NOOP, Propagator.NOOP, "converter",
				Clock.systemUTC());
		return new GrowingWatch(uploads(), this.converter.keptChunks(), videos, job, this.ffmpeg.sessions(), this.slots,
				tracing, pace, 1, name, Duration.ofMinutes(10));
	}

	/**
	 * Creates a video of noise, which has no two parts that are equal.
	 */
	private Path make(String name, boolean audioOnly, String codec, String option, String value) throws Exception {
		Path file = this.folder.resolve(name);
		Path made = videos.resolve(String.join(" ", codec, value, name));
		if (!Files.exists(made)) {
			makeNoise(made, audioOnly, codec, option, value);
		}
		return Files.copy(made, file);
	}

	private static void makeNoise(Path file, boolean audioOnly, String codec, String option, String value)
			throws Exception {
		List<String> command = new ArrayList<>();
		if (!audioOnly) {
			command.addAll(List.of("-f", "lavfi", "-i", "testsrc=size=160x120:rate=2:duration=" + SECONDS));
		}
		command.addAll(List.of("-f", "lavfi", "-i", "anoisesrc=color=pink:seed=1:sample_rate=48000:duration=" + SECONDS,
				"-c:v", "mpeg4", "-c:a", codec, option, value, file.toString()));
		make(command);
	}

	private static void make(List<String> arguments) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(SampleMedia.ffmpeg().toString(), "-nostdin", "-v", "error", "-y"));
		command.addAll(arguments);
		assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
	}

	/**
	 * Returns everything but the pictures in the order of clients: the index first.
	 */
	private static List<FileRange> indexFirst(Path video) throws Exception {
		MovieLayout movie = Objects.requireNonNull(MovieLayout.of(video));
		assertThat(movie.isIndexFirst()).isFalse();
		List<FileRange> audio = VideoSamples.complement(video);
		List<FileRange> ordered = new ArrayList<>();
		ordered.addAll(within(audio, 0, movie.mediaBegin()));
		ordered.addAll(within(audio, movie.indexBegin(), movie.indexEnd()));
		ordered.addAll(within(audio, movie.mediaBegin(), movie.indexBegin()));
		ordered.addAll(within(audio, movie.indexEnd(), Files.size(video)));
		return ordered;
	}

	private static List<FileRange> within(List<FileRange> ranges, long begin, long end) {
		return ranges.stream()
			.filter((range) -> range.offset() < end && range.offset() + range.length() > begin)
			.map((range) -> {
				long from = Math.max(range.offset(), begin);
				return new FileRange(from, Math.min(range.offset() + range.length(), end) - from);
			})
			.sorted((one, other) -> Long.compare(one.offset(), other.offset()))
			.toList();
	}

	private TestUpload uploadOf(Path video, List<FileRange> ranges) throws IOException {
		return new TestUpload(this.converter, "multipart/byteranges; boundary=\"b b\"", multipart(video, ranges));
	}

	private static byte[] multipart(Path video, List<FileRange> ranges) throws IOException {
		byte[] content = Files.readAllBytes(video);
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		for (FileRange range : ranges) {
			int from = (int) range.offset();
			int end = from + (int) range.length();
			body.write("--b b\r\nContent-Type: video/mp4\r\nContent-Range: bytes %d-%d/%d\r\n\r\n"
				.formatted(from, end - 1, content.length)
				.getBytes(StandardCharsets.US_ASCII));
			body.write(Arrays.copyOfRange(content, from, end));
			body.write("\r\n".getBytes(StandardCharsets.US_ASCII));
		}
		body.write("--b b--\r\n".getBytes(StandardCharsets.US_ASCII));
		return body.toByteArray();
	}

}
