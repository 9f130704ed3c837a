package io.soundlift.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.soundlift.testsupport.ReceivedLog;
import io.soundlift.testsupport.ReceivedSpan;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that the queries of dashboards, rules and data sources ask for what the running
 * services emit. The check itself is {@code observability/check}, which parses with the
 * grammars that Prometheus and Grafana use. It needs Node.js and its packages; without
 * them the test is skipped, or fails when {@code SOUNDLIFT_TEST_QUERIES=true}.
 */
@OnSharedSystem
@Tag("broker")
class QueryTests {

	private static final Path CHECK = ServiceProcess.root().resolve("observability/check");

	private static final String CONVERSION_ID = "soundlift.conversion.id";

	private final TestSystem system;

	QueryTests(TestSystem system) {
		this.system = system;
	}

	@Test
	void asksOnlyForWhatTheServicesEmit() throws Exception {
		boolean required = Boolean.parseBoolean(System.getenv("SOUNDLIFT_TEST_QUERIES"));
		if (!required) {
			Assumptions.assumeTrue(Files.isDirectory(CHECK.resolve("node_modules")),
					"run `npm ci` in observability/check to check queries");
		}
		convertAndFail();
		Path observed = Files.createDirectories(Path.of("target", "observed"));
		// what the services emit comes in parts
		await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> check(observed));
	}

	private void check(Path observed) throws IOException, InterruptedException {
		scrape(observed);
		Files.writeString(observed.resolve("telemetry.json"), new JsonMapper().writeValueAsString(telemetry()));
		Path output = observed.resolve("problems.txt");
		Process check = new ProcessBuilder("node", CHECK.resolve("check.mjs").toString(), observed.toString())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		assertThat(check.waitFor(5, TimeUnit.MINUTES)).isTrue();
		assertThat(check.exitValue()).as(Files.readString(output)).isZero();
	}

	@Test
	void keepsQueriesOfAddressesOutOfSpans() {
		String secret = SystemEnvironment.secret().replaceAll("\\W", "");
		this.system
			.send(HttpRequest.newBuilder(URI.create(this.system.publicUrl() + "/auth/login?token=" + secret)).build());
		await().atMost(Duration.ofMinutes(1))
			.until(() -> this.system.traces()
				.spans()
				.stream()
				.anyMatch((span) -> span.kind().equals("CLIENT")
						&& span.attributes().getOrDefault("http.url", "").contains("/auth/login")));
		assertThat(this.system.traces().spans()).flatExtracting((span) -> span.attributes().values())
			.noneMatch((value) -> value.contains(secret));
	}

	/**
	 * Has the services emit what an ordinary day brings: a conversion with its download,
	 * one that fails, and a request without a token.
	 */
	private void convertAndFail() {
		String completed = this.system.upload(SampleMedia.file(Sample.MP4_AAC));
		String failed = this.system.upload(SampleMedia.file(Sample.TEXT));
		this.system.awaitState(completed, "COMPLETED");
		this.system.awaitState(failed, "FAILED");
		this.system.awaitMail(completed);
		this.system.awaitMail(failed);
		this.system.send(this.system.request("/api/conversions/" + completed + "/mp3").build());
		this.system.send(HttpRequest.newBuilder(URI.create(this.system.publicUrl() + "/api/conversions")).build());
		await().atMost(Duration.ofMinutes(1))
			.until(() -> Stream.of(completed, failed)
				.allMatch((id) -> this.system.traces()
					.spans()
					.stream()
					.anyMatch((span) -> span.name().equals("mail.send")
							&& id.equals(span.attributes().get(CONVERSION_ID)))));
		await().atMost(Duration.ofMinutes(1))
			.until(() -> this.system.traces()
				.logs()
				.stream()
				.anyMatch((log) -> log.attributes().containsKey(CONVERSION_ID) && !log.traceId().isEmpty()));
	}

	private void scrape(Path folder) throws IOException {
		for (String service : List.of("config-server", "auth-server", "converter", "notifier", "gateway")) {
			Files.writeString(folder.resolve(service + ".prom"), this.system.service(service).metrics());
		}
		String broker = System.getenv("SOUNDLIFT_TEST_RABBIT_METRICS");
		if (broker != null && !broker.isBlank()) {
			scrape(broker + "/metrics", folder.resolve("rabbitmq.prom"));
			scrape(broker + "/metrics/detailed?family=queue_coarse_metrics&family=queue_consumer_count",
					folder.resolve("rabbitmq-queues.prom"));
		}
	}

	private void scrape(String address, Path file) throws IOException {
		byte[] metrics = this.system.send(HttpRequest.newBuilder(URI.create(address)).build()).body();
		Files.writeString(file, new String(metrics, StandardCharsets.UTF_8));
	}

	private Map<String, Object> telemetry() {
		List<ReceivedSpan> spans = this.system.traces().spans();
		List<ReceivedLog> logs = this.system.traces().logs();
		Map<String, Object> ofSpans = Map.of("names",
				spans.stream().map(ReceivedSpan::name).collect(Collectors.toCollection(TreeSet::new)), "attributes",
				values(spans.stream().map(ReceivedSpan::attributes).toList()), "resource",
				Map.of("service.name", spans.stream().map(ReceivedSpan::service).collect(Collectors.toSet())));
		Map<String, Object> ofLogs = Map.of("attributes", values(logs.stream().map(ReceivedLog::attributes).toList()),
				"resource", Map.of("service.name", logs.stream().map(ReceivedLog::service).collect(Collectors.toSet())),
				"traced", logs.stream().anyMatch((log) -> !log.traceId().isEmpty()));
		return Map.of("spans", ofSpans, "logs", ofLogs);
	}

	/**
	 * Collects the values of each attribute.
	 * @return the values by name, {@code null} where there are too many to be words
	 */
	private static Map<String, @Nullable Set<String>> values(Collection<Map<String, String>> all) {
		Map<String, Set<String>> values = new TreeMap<>();
		all.forEach((attributes) -> attributes
			.forEach((name, value) -> values.computeIfAbsent(name, (key) -> new TreeSet<>()).add(value)));
		Map<String, @Nullable Set<String>> few = new TreeMap<>();
		values.forEach((name, found) -> few.put(name, (found.size() <= 50) ? found : null));
		return few;
	}

}
