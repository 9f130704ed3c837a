package io.soundlift.converter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.soundlift.journey.conversion.Conversion;
import io.soundlift.journey.conversion.ConversionOptions;
import io.soundlift.journey.conversion.ConversionState;
import io.soundlift.journey.conversion.Conversions;
import io.soundlift.journey.conversion.Deletion;
import io.soundlift.journey.conversion.Mp3;
import io.soundlift.journey.conversion.Owner;
import io.soundlift.journey.conversion.Phase;
import io.soundlift.journey.conversion.Plan;
import io.soundlift.journey.conversion.Progress;
import io.soundlift.journey.file.Bucket;
import io.soundlift.journey.file.FileStore;
import io.soundlift.journey.file.StoredFile;
import io.soundlift.journey.trace.JourneyAttributes;
import io.soundlift.journey.trace.JourneyTracing;
import io.soundlift.journey.trace.MessagingAttributes;
import io.soundlift.testsupport.ReceivedSpan;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import io.soundlift.testsupport.TestBroker;
import io.soundlift.testsupport.TestMongo;
import io.soundlift.testsupport.TraceReceiver;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the whole converter on a broker and a MongoDB-wire server.
 */
@Timeout(600)
class ConverterApplicationIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(3);

	/** Quota of accounts as gateways write it, so that converters reserve room. */
	private static final DataSize QUOTA = DataSize.ofGigabytes(100);

	private static final String ID_IN_CONTRACT = "0f8fad5bd9cb469fa16570867728950e";

	private final String database = TestMongo.databaseName();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path work;

	@BeforeEach
	void removeWhatOthersLeft() {
		TestBroker.clear();
	}

	@Test
	@Tag("broker")
	void convertsWhatWasUploadedInOneTrace() {
		try (TraceReceiver traces = TraceReceiver.start();
				ConfigurableApplicationContext converter = startTraced(traces)) {
			Conversions conversions = converter.getBean(Conversions.class);
			List<String> ids = new ArrayList<>();
			converter.getBean(JourneyTracing.class)
				.span("upload", "test", () -> ids.add(accept(converter, conversions.newId()).id()));
			String id = ids.get(0);
			awaitState(conversions, id, ConversionState.COMPLETED);
			Conversion completed = conversions.find(id).orElseThrow();
			String traceId = completed.traceId();
			assertThat(traceId).isNotNull();
			Awaitility.await()
				.atMost(TIMEOUT)
				.untilAsserted(() -> assertThat(traces.spans(traceId)).extracting(ReceivedSpan::name)
					.contains("convert", "video.fetch", "audio.probe", "audio.plan", "audio.encode", "mp3.store"));
			ReceivedSpan convert = span(traces, traceId, "convert");
			// it ends after those below it
			Awaitility.await()
				.atMost(TIMEOUT)
				.untilAsserted(() -> assertThat(traces.spans(traceId)).as("the span that the message came in")
					.extracting(ReceivedSpan::spanId)
					.contains(convert.parentSpanId()));
			for (String step : List.of("video.fetch", "audio.probe", "audio.plan", "audio.encode", "mp3.store")) {
				ReceivedSpan span = span(traces, traceId, step);
				assertThat(span.parentSpanId()).as(step).isEqualTo(convert.spanId());
				assertThat(span.attributes()).as(step).containsEntry(JourneyAttributes.CONVERSION_ID, id);
			}
			assertThat(conversions.waveform(id)).as("waveform").hasSizeBetween(500, 1000);
			assertThat(completed.outbox().conversionFinished()).isNotNull();
			assertThat(String.valueOf(completed.outbox())).contains(convert.spanId());
		}
	}

	@Test
	void tellsOnSpansHowTheConversionWent() {
		try (TraceReceiver traces = TraceReceiver.start();
				ConfigurableApplicationContext converter = startTraced(traces)) {
			Conversions conversions = converter.getBean(Conversions.class);
			String id = acceptTraced(converter, SampleMedia.file(Sample.MP4_AAC));
			awaitState(conversions, id, ConversionState.COMPLETED);
			Conversion completed = conversions.find(id).orElseThrow();
			Mp3 mp3 = Objects.requireNonNull(completed.mp3());
			Map<String, String> convert = attributes(traces, id, "convert");
			assertThat(convert).containsEntry(JourneyAttributes.ATTEMPT, "1")
				.containsEntry(JourneyAttributes.CLAIM_LOST, "false")
				.doesNotContainKey(JourneyAttributes.FAILURE_CODE);
			long wait = Long.parseLong(convert.getOrDefault(JourneyAttributes.QUEUE_WAIT, ""));
			assertThat(completed.createdAt().plusMillis(wait)).isEqualTo(completed.startedAt());
			assertThat(attributes(traces, id, "video.fetch"))
				.containsEntry(JourneyAttributes.VIDEO_BYTES, Long.toString(completed.video().sizeBytes()))
				.containsEntry(JourneyAttributes.VIDEO_CONTENT_TYPE, "video/mp4");
			Plan plan = Objects.requireNonNull(completed.plan());
			assertThat(plan.mode()).isEqualTo(Plan.Mode.WHOLE);
			assertThat(plan.track()).isEqualTo(1);
			assertThat(attributes(traces, id, "audio.plan")).containsEntry(JourneyAttributes.PLAN_TRACK, "1")
				.containsEntry(JourneyAttributes.AUDIO_CODEC, "aac")
				.containsEntry(JourneyAttributes.PLAN_EXPECTED_BYTES, String.valueOf(plan.expectedBytes()))
				.doesNotContainKey(JourneyAttributes.PLAN_FILTERS);
			assertThat(attributes(traces, id, "audio.encode"))
				.containsEntry(JourneyAttributes.AUDIO_DURATION, Long.toString(mp3.durationMillis()))
				.containsEntry(JourneyAttributes.MP3_BITRATE, "192000")
				.hasEntrySatisfying(JourneyAttributes.ENCODE_SPEED,
						(speed) -> assertThat(Double.parseDouble(speed)).isGreaterThan(0));
			assertThat(attributes(traces, id, "mp3.store")).containsEntry(JourneyAttributes.MP3_BYTES,
					Long.toString(mp3.file().sizeBytes()));
		}
	}

	@Test
	void tellsOnTheSpanWhyAConversionFailed() {
		try (TraceReceiver traces = TraceReceiver.start();
				ConfigurableApplicationContext converter = startTraced(traces)) {
			String id = acceptTraced(converter, SampleMedia.file(Sample.MP4_WITHOUT_AUDIO));
			assertThat(attributes(traces, id, "convert")).containsEntry(JourneyAttributes.FAILURE_CODE, "no-audio");
		}
	}

	@Test
	@Tag("broker")
	void givesEverySpanOfMessagesTheIdAndTheConventionsAttributes() {
		try (TraceReceiver traces = TraceReceiver.start();
				ConfigurableApplicationContext converter = startTraced(traces)) {
			String id = acceptTraced(converter, SampleMedia.file(Sample.MP4_AAC));
			assertThat(attributes(traces, id, "outbox.publish", JourneyAttributes.OUTBOX_EVENT, "conversionFinished"))
				.containsEntry(JourneyAttributes.OUTBOX_TRIES, "1")
				.containsKey(JourneyAttributes.OUTBOX_DELAY);
			assertThat(attributes(traces, id, "video.uploaded.converter receive"))
				.containsEntry(MessagingAttributes.OPERATION_TYPE, "process");
			String traceId = converter.getBean(Conversions.class).find(id).orElseThrow().traceId();
			assertThat(traceId).isNotNull();
			List<ReceivedSpan> spans = traces.spans(traceId);
			assertThat(spans).filteredOn((span) -> !span.name().equals("upload"))
				.allSatisfy((span) -> assertThat(span.attributes()).containsEntry(JourneyAttributes.CONVERSION_ID, id));
			assertThat(spans).filteredOn((span) -> span.name().endsWith(" send"))
				.isNotEmpty()
				.allSatisfy(
						(span) -> assertThat(span.attributes()).containsEntry(MessagingAttributes.SYSTEM, "rabbitmq")
							.containsEntry(MessagingAttributes.OPERATION_TYPE, "send"));
			assertThat(spans).filteredOn((span) -> "process".equals(span.attributes().get("messaging.operation.type")))
				.singleElement()
				.satisfies((span) -> assertThat(span.attributes()).containsEntry(MessagingAttributes.SYSTEM, "rabbitmq")
					.containsEntry(MessagingAttributes.REDELIVERED, "false"));
		}
	}

	@Test
	@Tag("broker")
	void convertsOnTheContractsMessageAlone() throws IOException {
		byte[] message = Files.readAllBytes(Path.of("../contracts/video-uploaded.json"));
		try (ConfigurableApplicationContext converter = start(TestBroker.uri())) {
			Conversions conversions = converter.getBean(Conversions.class);
			// not due for anybody but who gets the message
			converter.getBean(MongoTemplate.class)
				.getCollection("conversions")
				.insertOne(withoutOutbox(converter, accept(converter, conversions.newId())));
			converter.getBean(RabbitTemplate.class)
				.send("video.uploaded", "video.uploaded",
						MessageBuilder.withBody(message).setContentType("application/json").build());
			awaitState(conversions, ID_IN_CONTRACT, ConversionState.COMPLETED);
		}
	}

	private static Document withoutOutbox(ConfigurableApplicationContext converter, Conversion conversion) {
		Document document = converter.getBean(MongoTemplate.class)
			.getCollection("conversions")
			.findOneAndDelete(new Document("_id", conversion.id()));
		assertThat(document).isNotNull();
		document.remove("wakeAt");
		document.get("outbox", Document.class).get("videoUploaded", Document.class).remove("dueAt");
		return document.append("_id", ID_IN_CONTRACT);
	}

	@Test
	void isReadyAndStaysUpWhileTheBrokerIsAway() throws Exception {
		try (ConfigurableApplicationContext converter = start("amqp://nobody:nothing@127.0.0.1:1/soundlift")) {
			Conversions conversions = converter.getBean(Conversions.class);
			String id = accept(converter, conversions.newId()).id();
			HttpResponse<String> readiness = readiness(converter);
			assertThat(readiness.statusCode()).as(readiness.body()).isEqualTo(200);
			Awaitility.await().during(Duration.ofSeconds(3)).atMost(TIMEOUT).until(converter::isActive);
			assertThat(conversions.find(id).orElseThrow().state()).isEqualTo(ConversionState.QUEUED);
		}
	}

	@Test
	void isNotReadyWithoutItsFfmpeg() throws Exception {
		Path ffmpeg = this.work.resolve("ffmpeg");
		Files.createSymbolicLink(ffmpeg, SampleMedia.ffmpeg());
		try (ConfigurableApplicationContext converter = start(TestBroker.uri(),
				"soundlift.converter.ffmpeg.path=" + ffmpeg)) {
			assertThat(readiness(converter).statusCode()).isEqualTo(200);
			Files.delete(ffmpeg);
			assertThat(readiness(converter).statusCode()).isEqualTo(503);
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void warnsOfTheBundledFfmpegAtTheStartAndOnTheManagementPort(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext converter = start(TestBroker.uri(), "PATH=/nowhere")) {
			String warning = "which JAVE2 ships, gets no security updates";
			assertThat(output.toString().lines()).filteredOn((line) -> line.contains(warning))
				.singleElement()
				.asString()
				.contains("WARN");
			JsonNode ffmpeg = JsonMapper.shared()
				.readTree(management(converter, "/actuator/info").body())
				.get("ffmpeg");
			assertThat(ffmpeg.get("origin").asString()).isEqualTo("BUNDLED");
			assertThat(ffmpeg.get("version").asString()).startsWith("4.4.1");
			assertThat(ffmpeg.get("warning").asString()).contains(warning);
			assertThat(readiness(converter).statusCode()).as("it is a fallback that works").isEqualTo(200);
		}
	}

	@Test
	void tellsOnTheManagementPortWhichFfmpegItUsesInWhichSandbox() throws Exception {
		try (ConfigurableApplicationContext converter = start(TestBroker.uri(),
				"soundlift.converter.ffmpeg.path=" + SampleMedia.ffmpeg())) {
			JsonNode ffmpeg = JsonMapper.shared()
				.readTree(management(converter, "/actuator/info").body())
				.get("ffmpeg");
			assertThat(ffmpeg.get("origin").asString()).isEqualTo("CONFIGURED");
			assertThat(ffmpeg.has("isolationLayers")).isTrue();
			assertThat(ffmpeg.has("missingIsolationLayers")).isTrue();
		}
	}

	@Test
	@Timeout(1800)
	void letsShortVideosPassALongOne() {
		Path longVideo = SampleMedia.mp4(Duration.ofMinutes(Integer.getInteger("long.minutes", 30)));
		Path shortVideo = SampleMedia.file(Sample.MP4_AAC);
		try (ConfigurableApplicationContext converter = start(TestBroker.uri(), "soundlift.converter.encoders=1",
				"soundlift.converter.heartbeat=100ms")) {
			Conversions conversions = converter.getBean(Conversions.class);
			String longOne = accept(converter, conversions.newId(), longVideo).id();
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> conversions.find(longOne).map(Conversion::progress).map(Progress::phase),
						Optional.of(Phase.ENCODING)::equals);
			List<String> shortOnes = Stream.generate(() -> accept(converter, conversions.newId(), shortVideo).id())
				.limit(20)
				.toList();
			shortOnes.forEach((id) -> Awaitility.await()
				.atMost(Duration.ofMinutes(5))
				.until(() -> conversions.find(id).orElseThrow().state(), ConversionState.COMPLETED::equals));
			Conversion stillRunning = conversions.find(longOne).orElseThrow();
			assertThat(stillRunning.state()).isEqualTo(ConversionState.CONVERTING);
			assertThat(stillRunning.attempt()).isEqualTo(1);
			converter.getBean(Deletion.class).delete(longOne, stillRunning.owner());
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> ProcessHandle.current()
					.descendants()
					.noneMatch((process) -> process.info().command().orElse("").endsWith("ffmpeg")));
		}
	}

	@Test
	@Tag("broker")
	void handsConversionBackWhenItIsStopped() {
		Conversion conversion;
		try (ConfigurableApplicationContext converter = start(TestBroker.uri(),
				"soundlift.converter.finish-within=0")) {
			conversion = accept(converter, converter.getBean(Conversions.class).newId(),
					SampleMedia.mp4(Duration.ofMinutes(4)));
			awaitState(converter.getBean(Conversions.class), conversion.id(), ConversionState.CONVERTING);
		}
		assertThat(ProcessHandle.current().children().map((child) -> child.info().command().orElse("")))
			.noneMatch((command) -> command.endsWith("ffmpeg"));
		try (ConfigurableApplicationContext converter = start(TestBroker.uri())) {
			Conversions conversions = converter.getBean(Conversions.class);
			awaitState(conversions, conversion.id(), ConversionState.COMPLETED);
			assertThat(conversions.find(conversion.id()).orElseThrow().attempt()).as("the first does not count")
				.isEqualTo(1);
		}
	}

	private ConfigurableApplicationContext start(String brokerUri, String... settings) {
		List<String> arguments = new ArrayList<>(List.of("spring.cloud.config.enabled=false", "server.port=0",
				"management.server.port=0", "spring.mongodb.uri=" + TestMongo.uri(),
				"spring.mongodb.database=" + this.database, "spring.rabbitmq.addresses=" + brokerUri,
				"spring.jmx.enabled=false", "soundlift.converter.work-directory=" + this.work.resolve("work")));
		arguments.addAll(List.of(settings));
		return new SpringApplicationBuilder(ConverterApplication.class).logStartupInfo(false)
			.run(arguments.stream().map((setting) -> "--" + setting).toArray(String[]::new));
	}

	private ConfigurableApplicationContext startTraced(TraceReceiver traces) {
		return start(TestBroker.uri(), "management.opentelemetry.tracing.export.otlp.endpoint=" + traces.endpoint(),
				"management.opentelemetry.tracing.export.schedule-delay=100ms");
	}

	private static String acceptTraced(ConfigurableApplicationContext converter, Path video) {
		String id = converter.getBean(Conversions.class).newId();
		return converter.getBean(JourneyTracing.class).span("upload", id, () -> accept(converter, id, video).id());
	}

	private static Conversion accept(ConfigurableApplicationContext converter, String id) {
		return accept(converter, id, SampleMedia.file(Sample.MP4_AAC));
	}

	private static Conversion accept(ConfigurableApplicationContext converter, String id, Path video) {
		FileStore files = converter.getBean(FileStore.class);
		try (InputStream content = Files.newInputStream(video)) {
			StoredFile stored = files.write(Bucket.VIDEOS, id, "video/mp4", content, Long.MAX_VALUE);
			Conversion conversion = converter.getBean(Conversions.class)
				.accept(id, new Owner("0a0b0c0d0e0f01020304050607080900", "owner@example.org"), "talk.mp4",
						new ConversionOptions(192_000), stored, QUOTA.toBytes());
			files.confirm(stored);
			return conversion;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void awaitState(Conversions conversions, String id, ConversionState state) {
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> conversions.find(id).map(Conversion::state).filter(state::equals).isPresent());
	}

	private static ReceivedSpan span(TraceReceiver traces, String traceId, String name) {
		return traces.spans(traceId).stream().filter((span) -> span.name().equals(name)).findFirst().orElseThrow();
	}

	private static Map<String, String> attributes(TraceReceiver traces, String id, String name) {
		return attributes(traces, id, name, JourneyAttributes.CONVERSION_ID, id);
	}

	/**
	 * Waits for a span of a conversion.
	 */
	private static Map<String, String> attributes(TraceReceiver traces, String id, String name, String key,
			String value) {
		return Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> traces.spans()
				.stream()
				.filter((span) -> span.name().equals(name) && value.equals(span.attributes().get(key)))
				.map(ReceivedSpan::attributes)
				.filter((attributes) -> id.equals(attributes.get(JourneyAttributes.CONVERSION_ID)))
				.findFirst(), Optional::isPresent)
			.orElseThrow();
	}

	private static HttpResponse<String> readiness(ConfigurableApplicationContext converter) throws Exception {
		return management(converter, "/actuator/health/readiness");
	}

	private static HttpResponse<String> management(ConfigurableApplicationContext converter, String path)
			throws Exception {
		String port = converter.getEnvironment().getRequiredProperty("local.management.port");
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
					HttpResponse.BodyHandlers.ofString());
	}

}
