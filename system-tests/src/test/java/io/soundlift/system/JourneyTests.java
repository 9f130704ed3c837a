package io.soundlift.system;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.soundlift.testsupport.MediaProbe;
import io.soundlift.testsupport.ReceivedSpan;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the whole journey of a video over all five services.
 */
@OnSharedSystem
@Tag("broker")
class JourneyTests {

	private static final String CONVERSION_ID = "soundlift.conversion.id";

	private final TestSystem system;

	JourneyTests(TestSystem system) {
		this.system = system;
	}

	@Test
	void turnsAVideoIntoAnMp3AndMailsItsOwner() throws Exception {
		Path video = SampleMedia.file(Sample.MP4_AAC);
		String id = this.system.upload(video);
		JsonNode completed = this.system.awaitState(id, "COMPLETED");
		HttpResponse<byte[]> response = this.system
			.send(this.system.request("/api/conversions/" + id + "/mp3").build());
		Path mp3 = Files.write(Files.createTempFile("soundlift", ".mp3"), response.body());
		MediaProbe probe = MediaProbe.of(mp3);
		assertThat(probe.codec()).isEqualTo("mp3");
		assertThat(probe.bitrate()).isEqualTo(192_000);
		assertThat(completed.at("/mp3/sizeBytes").asLong()).isEqualTo(response.body().length);
		assertThat(response.headers().firstValue("ETag"))
			.contains("\"" + completed.at("/mp3/sha256").asString() + "\"");
		MimeMessage mail = this.system.awaitMail(id);
		assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly(TestSystem.EMAIL);
		assertThat(this.system.mailsAbout(id)).hasSize(1);
	}

	@Test
	void makesTheMp3ThatWasAskedFor() throws Exception {
		String id = this.system.upload(SampleMedia.file(Sample.MKV_TRACKS),
				"?quality=4&track=fr&start=1&end=0:05.5&channels=2&sampleRate=48000&title=Mine");
		JsonNode completed = this.system.awaitState(id, "COMPLETED");
		assertThat(completed.at("/options/track").asString()).isEqualTo("fra");
		assertThat(completed.at("/plan/track").asInt()).isEqualTo(3);
		assertThat(completed.at("/plan/language").asString()).isEqualTo("fra");
		assertThat(completed.at("/plan/expectedMillis").asInt()).isEqualTo(4500);
		assertThat(completed.at("/plan/filters").get(0).asString())
			.isEqualTo("atrim=start_sample=48000:end_sample=264000");
		HttpResponse<byte[]> response = this.system
			.send(this.system.request("/api/conversions/" + id + "/mp3").build());
		MediaProbe mp3 = MediaProbe.of(Files.write(Files.createTempFile("soundlift", ".mp3"), response.body()));
		assertThat(mp3.samples()).isEqualTo(4_500 * 48);
		assertThat(mp3.channels()).isEqualTo(2);
		String failed = this.system.upload(SampleMedia.file(Sample.MP4_AAC), "?track=ja");
		assertThat(this.system.awaitState(failed, "FAILED").at("/failure/code").asString()).isEqualTo("no-such-track");
		assertThat(Mailbox.text(this.system.awaitMail(failed)).replaceAll("\\s+", " "))
			.contains("sound track that you asked for");
	}

	@Test
	void tracesTheJourneyFromTheUploadToTheMailInOneTrace() {
		String id = this.system.upload(SampleMedia.file(Sample.WEBM_OPUS));
		this.system.awaitState(id, "COMPLETED");
		this.system.awaitMail(id);
		assertOneTrace(id);
	}

	@Test
	void tellsTheStepsInAllServices() {
		String id = this.system.upload(SampleMedia.file(Sample.MP4_AAC));
		this.system.awaitMail(id);
		List<String> steps = List.of("gateway video.upload", "gateway video.store", "converter queue.wait",
				"converter convert", "converter video.fetch", "converter audio.probe", "converter audio.plan",
				"converter audio.encode", "converter mp3.store", "notifier mail.send");
		// the mail's step is recorded when its server has the mail
		await().untilAsserted(() -> {
			JsonNode journey = this.system
				.json(this.system.send(this.system.request("/api/conversions/" + id + "/journey").build()));
			assertThat(journey.get("steps").valueStream())
				.filteredOn((step) -> !step.get("technicalName").asString().equals("outbox.publish"))
				.extracting((step) -> step.get("service").asString() + " " + step.get("technicalName").asString())
				.containsExactlyElementsOf(steps);
			assertThat(journey.get("steps").valueStream()).extracting((step) -> step.get("status").asString())
				.containsOnly("OK");
		});
	}

	@Test
	void keepsTheTraceWhenTheRelayPublishesLater() {
		this.system.broker().cut();
		String id = this.system.upload(SampleMedia.file(Sample.MP4_AAC));
		assertThat(this.system.conversion(id).get("state").asString()).isEqualTo("QUEUED");
		// the first try has failed when the second begins
		await().atMost(Duration.ofMinutes(1)).until(() -> this.system.publishingTries(id) >= 2);
		this.system.broker().restore();
		this.system.awaitState(id, "COMPLETED");
		this.system.awaitMail(id);
		assertOneTrace(id);
		String traceId = this.system.conversion(id).get("traceId").asString();
		await().untilAsserted(
				() -> assertThat(spans(traceId).values()).filteredOn((span) -> span.name().equals("outbox.publish"))
					.extracting((span) -> span.attributes().get("soundlift.outbox.tries"))
					.anyMatch((tries) -> tries != null && Integer.parseInt(tries) > 1));
	}

	@ParameterizedTest
	@CsvSource({ "TEXT,not-media", "MP4_WITHOUT_AUDIO,no-audio" })
	void tellsTheOwnerWhyAFileGivesNoMp3(Sample sample, String code) throws IOException {
		String id = this.system.upload(SampleMedia.file(sample));
		JsonNode failed = this.system.awaitState(id, "FAILED");
		assertThat(failed.at("/failure/code").asString()).isEqualTo(code);
		assertThat(failed.at("/failure/detail").asString()).endsWith(".");
		assertThat(Mailbox.text(this.system.awaitMail(id))).contains(id);
	}

	@Test
	void sendsTheMailWhenTheMailServerComesBack() {
		this.system.mail().stop();
		String id = this.system.upload(SampleMedia.file(Sample.MP4_AAC));
		this.system.awaitState(id, "COMPLETED");
		this.system.mail().restart();
		this.system.awaitMail(id);
		assertThat(this.system.mailsAbout(id)).hasSize(1);
	}

	@Test
	void givesEachTokenItsScopeOnly() {
		String readOnly = this.system.newToken("conversions:read");
		HttpResponse<byte[]> response = this.system.send(this.system.request("/api/conversions")
			.setHeader("Authorization", "Bearer " + readOnly)
			.POST(HttpRequest.BodyPublishers.ofString("x"))
			.build());
		assertThat(response.statusCode()).isEqualTo(403);
	}

	/**
	 * Checks the tree of spans of a conversion.
	 */
	private void assertOneTrace(String id) {
		String traceId = this.system.conversion(id).get("traceId").asString();
		Map<String, ReceivedSpan> spans = await().atMost(Duration.ofMinutes(1))
			.until(() -> spans(traceId),
					(found) -> Stream
						.of(named("notifier", "mail.send"), named("converter", "audio.encode"),
								named("gateway", "video.store"))
						.allMatch((leaf) -> leadsToTheRoot(found, leaf)));
		ReceivedSpan mail = find(spans, named("notifier", "mail.send")).get(0);
		assertThat(mail.attributes()).containsEntry(CONVERSION_ID, id);
		List<String> services = servicesUpToTheRoot(spans, mail);
		assertThat(services).as("from the mail up to the upload").containsExactly("notifier", "converter", "gateway");
		ReceivedSpan encode = find(spans, named("converter", "audio.encode")).get(0);
		assertThat(encode.attributes()).containsEntry(CONVERSION_ID, id);
		assertThat(servicesUpToTheRoot(spans, encode)).containsExactly("converter", "gateway");
		ReceivedSpan store = find(spans, named("gateway", "video.store")).get(0);
		assertThat(store.attributes()).containsEntry(CONVERSION_ID, id);
		assertThat(this.system.traces().spans()).filteredOn((span) -> id.equals(span.attributes().get(CONVERSION_ID)))
			.extracting(ReceivedSpan::traceId)
			.containsOnly(traceId);
	}

	private Map<String, ReceivedSpan> spans(String traceId) {
		return this.system.traces()
			.spans(traceId)
			.stream()
			.collect(Collectors.toMap(ReceivedSpan::spanId, (span) -> span, (first, second) -> first));
	}

	private static Predicate<ReceivedSpan> named(String service, String name) {
		return (span) -> span.service().equals(service) && span.name().equals(name);
	}

	private static List<ReceivedSpan> find(Map<String, ReceivedSpan> spans, Predicate<ReceivedSpan> condition) {
		return spans.values().stream().filter(condition).toList();
	}

	/**
	 * Returns whether a span has come, and all its parents: each service sends its own
	 * when it gets round to it, and a span after those below it.
	 */
	private static boolean leadsToTheRoot(Map<String, ReceivedSpan> spans, Predicate<ReceivedSpan> leaf) {
		List<ReceivedSpan> found = find(spans, leaf);
		ReceivedSpan span = (found.size() == 1) ? found.get(0) : null;
		while (span != null && !span.parentSpanId().isEmpty()) {
			span = spans.get(span.parentSpanId());
		}
		return span != null;
	}

	/**
	 * Returns the services that did the work, from a span up to the root; fails when a
	 * parent is missing. Publishing is left out, as any service's relay may do it.
	 */
	private static List<String> servicesUpToTheRoot(Map<String, ReceivedSpan> spans, ReceivedSpan leaf) {
		List<String> services = new ArrayList<>();
		ReceivedSpan span = leaf;
		services.add(span.service());
		while (!span.parentSpanId().isEmpty()) {
			ReceivedSpan parent = spans.get(span.parentSpanId());
			assertThat(parent).as("parent of " + span).isNotNull();
			boolean published = parent.name().equals("outbox.publish");
			if (!published && !parent.service().equals(services.get(services.size() - 1))) {
				services.add(parent.service());
			}
			span = parent;
		}
		return services;
	}

}
