package io.soundlift.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;

import io.soundlift.testsupport.ReceivedLog;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Reads what the services log while a video travels through them: as JSON on the console,
 * and at the receiver of logs.
 */
@OnSharedSystem
class LogTests {

	private static final String CONVERSION_ID = "soundlift.conversion.id";

	private static final List<String> SERVICES = List.of("config-server", "auth-server", "converter", "notifier",
			"gateway", "gateway-2");

	private final JsonMapper json = new JsonMapper();

	private final TestSystem system;

	LogTests(TestSystem system) {
		this.system = system;
	}

	@Test
	void tellsWhichTraceAndConversionEachLineIsAboutAndNothingPersonal(@TempDir Path folder) throws IOException {
		String name = "our-wedding-" + System.nanoTime();
		this.system.broker().cut();
		String completed = this.system.upload(copy(Sample.MP4_AAC, folder.resolve(name + ".mp4")));
		String failed = this.system.upload(copy(Sample.TEXT, folder.resolve(name + ".txt")));
		await().atMost(Duration.ofMinutes(1)).until(() -> this.system.publishingTries(completed) >= 2);
		lookLost(completed);
		await().atMost(Duration.ofMinutes(1))
			.until(() -> console().stream().anyMatch((line) -> isWakeUp(line, completed)));
		this.system.broker().restore();
		for (String id : List.of(completed, failed)) {
			this.system.awaitMail(id);
			// the outcome is in the log after the mail
			await().atMost(Duration.ofMinutes(1)).until(() -> consoleOf("notifier", id).size() == 1);
			String trace = this.system.conversion(id).get("traceId").asString();
			await().untilAsserted(
					() -> assertThat(consoleOf("converter", id)).as("begin and end").hasSizeGreaterThanOrEqualTo(2));
			assertThat(console()).filteredOn((line) -> line.path("message").asString("").contains(id))
				.isNotEmpty()
				.allSatisfy((line) -> {
					assertThat(line.at("/soundlift/conversion/id").asString("")).as(line.toString()).isEqualTo(id);
					assertThat(line.path("trace.id").asString("")).as(line.toString()).isEqualTo(trace);
					assertThat(line.path("span.id").asString("")).as(line.toString()).hasSize(16);
				});
			await().atMost(Duration.ofMinutes(1))
				.untilAsserted(() -> assertThat(this.system.traces().logs())
					.filteredOn((line) -> id.equals(line.attributes().get(CONVERSION_ID)))
					.allSatisfy((line) -> assertThat(line.traceId()).isEqualTo(trace))
					.extracting(ReceivedLog::service)
					.contains("converter", "notifier"));
		}
		assertThat(consoleOf("gateway", completed).size() + consoleOf("gateway-2", completed).size())
			.as("tries to publish")
			.isPositive();
		assertNoneHolds(List.of(name, TestSystem.EMAIL));
	}

	@Test
	void keepsSecretsOutOfTheLog() {
		String token = "token" + System.nanoTime();
		URI server = URI.create(this.system.publicUrl());
		assertThat(this.system.apiStatus(token)).isEqualTo(401);
		assertThat(RawResponse.of(server, "GET", "/api/conversions?access_token=" + token + "{", Map.of()).status())
			.isEqualTo(400);
		this.system.send(HttpRequest.newBuilder(server.resolve("/oauth2/callback?state=x&code=" + token)).build());
		this.system.owner().enter();
		this.system.renewToken();
		assertNoneHolds(List.of(token));
		assertNoneHolds(this.system.secrets());
	}

	/**
	 * Sets a conversion back, so that upkeep finds it without progress for too long.
	 */
	private void lookLost(String id) {
		this.system.database()
			.getCollection("conversions")
			.updateOne(new Document("_id", id), new Document("$set", new Document("wakeAt", new Date())));
	}

	private static boolean isWakeUp(JsonNode line, String id) {
		String message = line.path("message").asString("");
		return message.contains(id) && message.contains("gets a fresh message");
	}

	private void assertNoneHolds(List<String> words) {
		for (String service : SERVICES) {
			assertThat(words).as(service)
				.noneSatisfy((word) -> assertThat(this.system.service(service).log()).contains(word));
		}
		assertThat(this.system.traces().logs())
			.noneSatisfy((line) -> assertThat(words).anySatisfy((word) -> assertThat(line.toString()).contains(word)));
	}

	private List<JsonNode> consoleOf(String service, String id) {
		return console(service).stream()
			.filter((line) -> line.at("/soundlift/conversion/id").asString("").equals(id))
			.toList();
	}

	private List<JsonNode> console() {
		List<JsonNode> lines = new ArrayList<>();
		SERVICES.forEach((service) -> lines.addAll(console(service)));
		return lines;
	}

	/**
	 * Parses each line, but for what the JVM itself has to say.
	 */
	private List<JsonNode> console(String service) {
		return this.system.service(service)
			.log()
			.lines()
			.filter((line) -> !line.startsWith("WARNING: ") && !line.startsWith("OpenJDK"))
			.map(this.json::readTree)
			.toList();
	}

	private static Path copy(Sample sample, Path target) throws IOException {
		return Files.copy(SampleMedia.file(sample), target, StandardCopyOption.REPLACE_EXISTING);
	}

}
