package io.soundlift.telemetry;

import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.soundlift.testsupport.ReceivedLog;
import io.soundlift.testsupport.TraceReceiver;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a service's log lines carry, on the console and at the receiver of logs.
 */
@ExtendWith(OutputCaptureExtension.class)
class LogExportTests {

	private static final String CONVERSION = "0f8fad5bd9cb469fa16570867728950e";

	private static final String ADDRESS = "jürgen.o'neill+x@mail.example.org";

	private final org.slf4j.Logger logger = LoggerFactory.getLogger(LogExportTests.class);

	private final TraceReceiver receiver = TraceReceiver.start();

	private @Nullable ConfigurableApplicationContext service;

	@AfterEach
	void close() {
		if (this.service != null) {
			this.service.close();
		}
		this.receiver.close();
		// Boot sets it for the JVM, and so for the tests of other classes
		System.clearProperty(LoggingSystemProperty.CONSOLE_STRUCTURED_FORMAT.getEnvironmentVariableName());
	}

	@Test
	void sendsLinesWithTheIdsOfTraceSpanAndConversion() {
		ConfigurableApplicationContext running = start("SOUNDLIFT_OTLP_LOGS_ENDPOINT=" + this.receiver.logsEndpoint());
		String[] ids = logWithinSpan(running, "Begins");
		ReceivedLog line = awaitLine("Begins (address)");
		assertThat(line.service()).isEqualTo("sample");
		assertThat(line.logger()).isEqualTo(LogExportTests.class.getName());
		assertThat(line.severity()).isEqualTo("WARN");
		assertThat(line.traceId()).isEqualTo(ids[0]);
		assertThat(line.spanId()).isEqualTo(ids[1]);
		assertThat(line.attributes()).containsEntry("soundlift.conversion.id", CONVERSION)
			.containsEntry("exception.message", "no (address)")
			.hasEntrySatisfying("exception.stacktrace",
					(trace) -> assertThat(trace).contains("no (address)").doesNotContain(ADDRESS))
			.doesNotContainKeys("traceId", "spanId");
	}

	@Test
	void keepsItsOwnTroubleToItself() {
		start("SOUNDLIFT_OTLP_LOGS_ENDPOINT=" + this.receiver.logsEndpoint());
		LoggerFactory.getLogger("io.opentelemetry.exporter.internal.http.HttpExporter").warn("Failed to export logs");
		this.logger.warn("Afterwards");
		awaitLine("Afterwards");
		assertThat(this.receiver.logs()).extracting(ReceivedLog::body).doesNotContain("Failed to export logs");
	}

	@Test
	void sendsNothingWithoutAnEndpoint() {
		start();
		assertThat(appender()).isNull();
	}

	@Test
	void sendsNoMoreAfterItsEnd() {
		start("SOUNDLIFT_OTLP_LOGS_ENDPOINT=" + this.receiver.logsEndpoint()).close();
		assertThat(appender()).isNull();
	}

	@Test
	void writesJsonToTheConsoleWhenTheFormatIsEcs(CapturedOutput output) {
		ConfigurableApplicationContext running = start("logging.structured.format.console=ecs");
		String[] ids = logWithinSpan(running, "Begins \"\n");
		JsonNode line = output.getOut()
			.lines()
			.filter((text) -> text.contains("Begins"))
			.map((text) -> new JsonMapper().readTree(text))
			.findFirst()
			.orElseThrow();
		assertThat(line.at("/trace.id").asString()).isEqualTo(ids[0]);
		assertThat(line.at("/span.id").asString()).isEqualTo(ids[1]);
		assertThat(line.at("/soundlift/conversion/id").asString()).isEqualTo(CONVERSION);
		assertThat(line.at("/service/name").asString()).isEqualTo("sample");
		assertThat(line.at("/log/level").asString()).isEqualTo("WARN");
		assertThat(line.at("/message").asString()).isEqualTo("Begins \"\n (address)");
		assertThat(line.at("/error/stack_trace").asString()).contains("IllegalStateException: no (address)")
			.doesNotContain(ADDRESS);
	}

	private ConfigurableApplicationContext start(String... settings) {
		ConfigurableApplicationContext running = new SpringApplicationBuilder(Sample.class).web(WebApplicationType.NONE)
			.run(Stream.concat(Stream.of("spring.cloud.config.enabled=false"), Stream.of(settings))
				.map((setting) -> "--" + setting)
				.toArray(String[]::new));
		this.service = running;
		return running;
	}

	private String[] logWithinSpan(ConfigurableApplicationContext running, String message) {
		Tracer tracer = running.getBean(Tracer.class);
		MDC.put("soundlift.conversion.id", CONVERSION);
		try {
			String[] ids = Observation.createNotStarted("step", running.getBean(ObservationRegistry.class))
				.observe(() -> {
					this.logger.warn(message + " {}", ADDRESS, new IllegalStateException("no " + ADDRESS));
					io.micrometer.tracing.Span span = tracer.currentSpan();
					return (span != null) ? new String[] { span.context().traceId(), span.context().spanId() } : null;
				});
			assertThat(ids).isNotNull();
			return ids;
		}
		finally {
			MDC.clear();
		}
	}

	private ReceivedLog awaitLine(String body) {
		return Awaitility.await()
			.until(() -> this.receiver.logs().stream().filter((log) -> log.body().equals(body)).toList(),
					(lines) -> !lines.isEmpty())
			.get(0);
	}

	private static @Nullable Appender<ILoggingEvent> appender() {
		return ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).getAppender("OTLP");
	}

	/**
	 * A service without anything of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Sample {

	}

}
