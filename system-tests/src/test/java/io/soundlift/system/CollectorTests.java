package io.soundlift.system;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.soundlift.testsupport.ReceivedLog;
import io.soundlift.testsupport.ReceivedSpan;
import io.soundlift.testsupport.SampleMedia;
import io.soundlift.testsupport.SampleMedia.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the collector's configuration by a real collector, which gets what the
 * services export.
 */
@OnSharedSystem
@EnabledIfEnvironmentVariable(named = TestCollector.PROGRAM, matches = ".+",
		disabledReason = "needs a collector; set SOUNDLIFT_TEST_COLLECTOR to its program")
class CollectorTests {

	private final TestSystem system;

	CollectorTests(TestSystem system) {
		this.system = system;
	}

	@Test
	void takesTheConfigurationAsItIsInContainers(@TempDir Path folder) throws Exception {
		Path output = folder.resolve("output.txt");
		Process validation = new ProcessBuilder(TestCollector.program(), "validate", "--config",
				TestCollector.CONFIGURATION.toString())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		assertThat(validation.waitFor(2, TimeUnit.MINUTES)).isTrue();
		assertThat(output).isEmptyFile();
		assertThat(validation.exitValue()).isZero();
	}

	@Test
	void passesOnAllSpansAndLogsOfAJourney(@TempDir Path folder) {
		try (TestCollector collector = TestCollector.start(folder)) {
			this.system.traces().passOn(collector.origin());
			try {
				String id = this.system.upload(SampleMedia.file(Sample.MP4_AAC));
				String trace = this.system.awaitState(id, "COMPLETED").get("traceId").asString();
				this.system.awaitMail(id);
				await().untilAsserted(() -> assertSameSpans(collector, trace));
				await().untilAsserted(() -> assertSameLogs(collector, trace));
			}
			finally {
				this.system.traces().passOn(null);
			}
		}
	}

	private void assertSameSpans(TestCollector collector, String trace) {
		TraceTree tree = TraceTree.of(collector.spans(trace));
		assertThat(tree.lines()).as("roots of\n%s", tree).filteredOn((line) -> !line.startsWith(" ")).hasSize(1);
		assertThat(tree.paths()).anyMatch((path) -> path.endsWith("audio.encode"))
			.anyMatch((path) -> path.endsWith("mail.send"))
			.containsExactlyInAnyOrderElementsOf(TraceTree.of(this.system.traces().spans(trace)).paths());
		assertThat(collector.spans(trace)).containsExactlyInAnyOrderElementsOf(this.system.traces().spans(trace));
	}

	private void assertSameLogs(TestCollector collector, String trace) {
		List<ReceivedLog> logs = collector.logs(trace);
		assertThat(logs).extracting(ReceivedLog::service).contains("converter", "notifier");
		assertThat(logs).containsExactlyInAnyOrderElementsOf(
				this.system.traces().logs().stream().filter((log) -> log.traceId().equals(trace)).toList());
	}

	@Test
	void dropsWhatTellsWhoSomebodyIs(@TempDir Path folder) {
		Map<String, String> personal = new TreeMap<>();
		for (String name : List.of("client.address", "source.ip", "net.peer.name", "net.sock.peer.port",
				"network.peer.address", "enduser.id", "user.email", "user_agent.original", "http.request.header.cookie",
				"http.response.header.set-cookie", "url.query", "url.full", "http.user_agent", "http.client_ip",
				"soundlift.E-Mail.Address", "emailaddress")) {
			personal.put(name, "somebody");
		}
		Map<String, String> kept = Map.of("soundlift.conversion.id", "1", "http.url", "/api", "server.address", "me",
				"url.path", "/api", "exception.message", "none");
		try (TestCollector collector = TestCollector.start(folder)) {
			personal.putAll(kept);
			String trace = "0123456789abcdef0123456789abcdef";
			assertThat(this.system
				.send(HttpRequest.newBuilder(collector.origin().resolve("/v1/traces"))
					.header("Content-Type", "application/x-protobuf")
					.POST(HttpRequest.BodyPublishers.ofByteArray(request(trace, personal).toByteArray()))
					.build())
				.statusCode()).isEqualTo(200);
			ReceivedSpan span = await().until(() -> collector.spans(trace), (spans) -> !spans.isEmpty()).get(0);
			assertThat(span.attributes()).isEqualTo(kept);
		}
	}

	private static ExportTraceServiceRequest request(String trace, Map<String, String> attributes) {
		Span.Builder span = Span.newBuilder()
			.setName("test")
			.setTraceId(bytes(trace))
			.setSpanId(bytes("0123456789abcdef"));
		attributes.forEach((name, value) -> span
			.addAttributes(KeyValue.newBuilder().setKey(name).setValue(AnyValue.newBuilder().setStringValue(value))));
		ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
		request.addResourceSpansBuilder().addScopeSpansBuilder().addSpans(span);
		return request.build();
	}

	private static ByteString bytes(String hex) {
		return ByteString.copyFrom(HexFormat.of().parseHex(hex));
	}

}
