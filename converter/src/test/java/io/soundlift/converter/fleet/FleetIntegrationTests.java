package io.soundlift.converter.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

import io.soundlift.converter.ConverterApplication;
import io.soundlift.converter.ffmpeg.TestFfmpeg;
import io.soundlift.converter.schedule.EncoderSlots;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Deletion;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.testsupport.ReceivedSpan;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import io.soundlift.testsupport.TestBroker;
import io.soundlift.testsupport.TestMongo;
import io.soundlift.testsupport.TraceReceiver;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for several whole converters, of one encoder each, on one long audio.
 */
@Timeout(600)
class FleetIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(3);

	private static final Duration LENGTH = Duration.ofMinutes(6);

	private static final Owner OWNER = new Owner("0a0b0c0d0e0f01020304050607080900", "owner@example.org");

	/** Seconds for which each chunk waits, so that help comes in time on any machine. */
	private static final double CHUNK_DELAY = 0.4;

	/** SHA-256 of the MP3 that one converter makes alone. */
	private static String alone = "";

	private final String database = TestMongo.databaseName();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path work;

	@SuppressWarnings("NullAway.Init")
	private Path slowFfmpeg;

	@BeforeEach
	void removeWhatOthersLeft() {
		TestBroker.clear();
		this.slowFfmpeg = TestFfmpeg.script(this.work,
				"case \"$*\" in *f32le*libmp3lame*) sleep " + CHUNK_DELAY + ";; esac",
				"exec " + SampleMedia.ffmpeg() + " \"$@\"");
		if (alone.isEmpty()) {
			try (ConfigurableApplicationContext converter = start(null, "soundlift.converter.fleet.enabled=false")) {
				alone = sha256(completed(converter, accept(converter, SampleMedia.mp4(LENGTH))));
			}
		}
	}

	@Test
	void encodesOneLongAudioTogetherAsOneAlone() {
		try (TraceReceiver traces = TraceReceiver.start();
				ConfigurableApplicationContext one = start(traces);
				ConfigurableApplicationContext two = start(traces)) {
			String id = accept(one, SampleMedia.mp4(LENGTH));
			Conversion completed = completed(one, id);
			assertThat(sha256(completed)).isEqualTo(alone);
			ReceivedSpan encoding = encoding(traces, id);
			assertThat(keptChunks(encoding)).as("chunks of the helper").isPositive();
			assertThat(help(traces, id).traceId()).isEqualTo(completed.traceId()).isEqualTo(encoding.traceId());
			assertNothingIsLeft(two);
		}
	}

	@Test
	void finishesWhatAHelperThatIsStoppedHasClaimed() {
		try (ConfigurableApplicationContext one = start(null); ConfigurableApplicationContext two = start(null)) {
			String id = accept(one, SampleMedia.mp4(LENGTH));
			ConfigurableApplicationContext own = ownOf(awaitHelp(one, id), one, two);
			ConfigurableApplicationContext helper = (own == one) ? two : one;
			helper.getBean(FleetWatch.class).close();
			assertThat(find(own, id).state()).isEqualTo(ConversionState.CONVERTING);
			helper.close();
			Conversion completed = completed(own, id);
			assertThat(sha256(completed)).isEqualTo(alone);
			assertThat(completed.attempt()).isEqualTo(1);
			assertNothingIsLeft(own);
		}
	}

	@Test
	void goesOnWithTheChunksOfAHelperWhenItsConverterIsStopped() {
		try (TraceReceiver traces = TraceReceiver.start();
				ConfigurableApplicationContext one = start(traces);
				ConfigurableApplicationContext two = start(traces)) {
			String id = accept(one, SampleMedia.mp4(LENGTH));
			ConfigurableApplicationContext own = ownOf(awaitHelp(one, id), one, two);
			ConfigurableApplicationContext helper = (own == one) ? two : one;
			own.close();
			Conversion completed = completed(helper, id);
			assertThat(sha256(completed)).isEqualTo(alone);
			assertThat(completed.attempt()).as("the attempt that was handed back does not count").isEqualTo(1);
			assertThat(keptChunks(encoding(traces, id))).as("chunks of the helper, and before").isPositive();
			assertNothingIsLeft(helper);
		}
	}

	@Test
	void stopsHelpingWhenTheConversionIsDeleted() {
		try (ConfigurableApplicationContext one = start(null); ConfigurableApplicationContext two = start(null)) {
			String id = accept(one, SampleMedia.mp4(LENGTH));
			awaitHelp(one, id);
			one.getBean(Deletion.class).delete(id, OWNER.id());
			assertThat(List.of(one, two)).allSatisfy((converter) -> {
				Awaitility.await().atMost(TIMEOUT).until(() -> converter.getBean(FleetWatch.class).helping() == 0);
				Awaitility.await().atMost(TIMEOUT).until(() -> converter.getBean(EncoderSlots.class).inUse() == 0);
			});
			assertNothingIsLeft(one);
		}
	}

	@Test
	void leavesShortAudioAndOtherPlansAlone() {
		try (TraceReceiver traces = TraceReceiver.start();
				ConfigurableApplicationContext one = start(traces);
				ConfigurableApplicationContext two = start(traces, "soundlift.converter.chunk-length=6s")) {
			String id = accept(one, SampleMedia.file(Sample.MP4_AAC));
			completed(one, id);
			assertThat(documents(two, "shared_encodings")).isZero();
			String longOne = accept(one, SampleMedia.mp4(LENGTH));
			Awaitility.await().atMost(TIMEOUT).until(() -> documents(two, "shared_encodings") == 1);
			completed(one, longOne);
			assertThat(keptChunks(encoding(traces, longOne))).isZero();
		}
	}

	private ConfigurableApplicationContext start(@Nullable TraceReceiver traces, String... settings) {
		List<String> arguments = new ArrayList<>(List.of("spring.cloud.config.enabled=false", "server.port=0",
				"management.server.port=0", "spring.mongodb.uri=" + TestMongo.uri(),
				"spring.mongodb.database=" + this.database, "spring.rabbitmq.addresses=" + TestBroker.uri(),
				"spring.jmx.enabled=false", "soundlift.converter.encoders=1", "soundlift.converter.chunk-length=5s",
				"soundlift.converter.fleet.least-length=1m", "soundlift.converter.finish-within=0",
				"soundlift.converter.ffmpeg.path=" + this.slowFfmpeg, "soundlift.converter.ffmpeg.sandbox=off",
				"soundlift.converter.work-directory=" + this.work.resolve(UUID.randomUUID().toString())));
		if (traces != null) {
			arguments.add("management.opentelemetry.tracing.export.otlp.endpoint=" + traces.endpoint());
			arguments.add("management.opentelemetry.tracing.export.schedule-delay=100ms");
		}
		for (String setting : settings) {
			arguments.removeIf((argument) -> argument.startsWith(setting.substring(0, setting.indexOf('=') + 1)));
			arguments.add(setting);
		}
		return new SpringApplicationBuilder(ConverterApplication.class).logStartupInfo(false)
			.run(arguments.stream().map((setting) -> "--" + setting).toArray(String[]::new));
	}

	private static String accept(ConfigurableApplicationContext converter, Path video) {
		Conversions conversions = converter.getBean(Conversions.class);
		String id = conversions.newId();
		converter.getBean(JourneyTracing.class).span("upload", id, () -> accept(converter, id, video));
		return id;
	}

	private static void accept(ConfigurableApplicationContext converter, String id, Path video) {
		FileStore files = converter.getBean(FileStore.class);
		try (InputStream content = Files.newInputStream(video)) {
			StoredFile stored = files.write(Bucket.VIDEOS, id, "video/mp4", content, Long.MAX_VALUE);
			converter.getBean(Conversions.class)
				.accept(id, OWNER, "talk.mp4", new ConversionOptions(192_000), stored, null);
			files.confirm(stored);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Conversion completed(ConfigurableApplicationContext converter, String id) {
		return awaitState(converter, id, ConversionState.COMPLETED);
	}

	private static Conversion awaitState(ConfigurableApplicationContext converter, String id, ConversionState state) {
		return Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> find(converter, id), (conversion) -> conversion.state() == state);
	}

	private static Conversion find(ConfigurableApplicationContext converter, String id) {
		return converter.getBean(Conversions.class).find(id).orElseThrow();
	}

	private static String sha256(Conversion completed) {
		return Objects.requireNonNull(completed.mp3()).file().sha256();
	}

	/**
	 * Waits until a helper has kept a chunk and encodes the next.
	 * @return name of the converter that has claimed the conversion
	 */
	private static String awaitHelp(ConfigurableApplicationContext converter, String id) {
		return Awaitility.await()
			.atMost(TIMEOUT)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> Optional
				.ofNullable(converter.getBean(MongoTemplate.class).findById(id, Document.class, "shared_encodings")),
					(shared) -> shared.isPresent() && isHelped(shared.get()))
			.orElseThrow()
			.getString("converter");
	}

	private static boolean isHelped(Document shared) {
		Collection<Object> claimants = shared.get("chunks", new Document()).values();
		return claimants.contains("")
				&& claimants.stream().anyMatch((name) -> !name.equals("") && !name.equals(shared.get("converter")));
	}

	private static ConfigurableApplicationContext ownOf(String name, ConfigurableApplicationContext... fleet) {
		return Arrays.stream(fleet)
			.filter((converter) -> converter.getBean(Fleet.class).converter().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static ReceivedSpan span(TraceReceiver traces, String id, Predicate<ReceivedSpan> which) {
		return Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> traces.spans()
				.stream()
				.filter((span) -> id.equals(span.attributes().get(JourneyAttributes.CONVERSION_ID)))
				.filter(which)
				.findFirst(), (found) -> found.isPresent())
			.orElseThrow();
	}

	private static ReceivedSpan help(TraceReceiver traces, String id) {
		return span(traces, id, (span) -> span.name().equals("audio.encode.help"));
	}

	/**
	 * Returns the span of the attempt that has encoded an MP3 to its end.
	 */
	private static ReceivedSpan encoding(TraceReceiver traces, String id) {
		return span(traces, id, (span) -> span.attributes().containsKey(JourneyAttributes.ENCODE_CHUNKS_KEPT));
	}

	private static int keptChunks(ReceivedSpan encoding) {
		return Integer.parseInt(encoding.attributes().getOrDefault(JourneyAttributes.ENCODE_CHUNKS_KEPT, ""));
	}

	private static void assertNothingIsLeft(ConfigurableApplicationContext converter) {
		List.of("shared_encodings", "kept_chunks", "kept_chunks.files", "kept_chunks.chunks", "file_writes")
			.forEach((collection) -> Awaitility.await()
				.atMost(TIMEOUT)
				.untilAsserted(() -> assertThat(documents(converter, collection)).as(collection).isZero()));
	}

	private static long documents(ConfigurableApplicationContext converter, String collection) {
		return converter.getBean(MongoTemplate.class).getCollection(collection).countDocuments();
	}

}
