package io.soundlift.telemetry;

import java.time.Duration;
import java.util.List;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.soundlift.testsupport.ReceivedSpan;
import io.soundlift.testsupport.TraceReceiver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link QueryRedaction}.
 */
class QueryRedactionTests {

	@ParameterizedTest
	@CsvSource({ "http://auth/verify?token=secret,http://auth/verify", "/auth/verify?a=b?c,/auth/verify",
			"/auth/verify,/auth/verify", "?,''" })
	void keepsWhatComesBeforeTheQuery(String address, String kept) {
		Observation.Context context = new Observation.Context();
		context.addHighCardinalityKeyValue(KeyValue.of(QueryRedaction.ADDRESS, address));
		new QueryRedaction().map(context);
		assertThat(context.getHighCardinalityKeyValue(QueryRedaction.ADDRESS)).isNotNull()
			.extracting(KeyValue::getValue)
			.isEqualTo(kept);
	}

	@Test
	void leavesAStepWithoutAnAddressAlone() {
		Observation.Context context = new Observation.Context();
		context.addHighCardinalityKeyValue(KeyValue.of("other", "a?b"));
		assertThat(new QueryRedaction().map(context).getAllKeyValues()).containsExactly(KeyValue.of("other", "a?b"));
	}

	@Test
	void keepsQueriesOutOfTheSpansOfAService() {
		try (TraceReceiver receiver = TraceReceiver.start();
				ConfigurableApplicationContext service = new SpringApplicationBuilder(Sample.class)
					.web(WebApplicationType.NONE)
					.run("--spring.cloud.config.enabled=false", "--SOUNDLIFT_OTLP_ENDPOINT=" + receiver.endpoint())) {
			Observation.createNotStarted("request", service.getBean(ObservationRegistry.class))
				.highCardinalityKeyValue(QueryRedaction.ADDRESS, "http://auth/verify?token=secret")
				.observe(() -> {
				});
			List<ReceivedSpan> spans = Awaitility.await()
				.atMost(Duration.ofMinutes(1))
				.until(receiver::spans, (received) -> !received.isEmpty());
			assertThat(spans).singleElement()
				.extracting((span) -> span.attributes().get(QueryRedaction.ADDRESS))
				.isEqualTo("http://auth/verify");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Sample {

	}

}
