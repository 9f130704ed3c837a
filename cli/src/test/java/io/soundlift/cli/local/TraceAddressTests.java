package io.soundlift.cli.local;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TraceAddress}.
 */
class TraceAddressTests {

	private final TraceAddress here = TraceAddress.here("http://127.0.0.1:1/v1/traces", "write-token",
			"http://127.0.0.1:1", "read-token");

	@Test
	void letsServicesWriteAndTheGatewayAloneRead() {
		assertThat(this.here.environment("converter"))
			.containsEntry("SOUNDLIFT_OTLP_ENDPOINT", "http://127.0.0.1:1/v1/traces")
			.containsEntry("MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_HEADERS_AUTHORIZATION", "Bearer write-token")
			.doesNotContainKey("SOUNDLIFT_TEMPO_URL")
			.doesNotContainValue("Bearer read-token");
		assertThat(this.here.environment(ServicePlan.GATEWAY))
			.containsEntry("SOUNDLIFT_TEMPO_URL", "http://127.0.0.1:1")
			.containsEntry("SOUNDLIFT_TEMPO_AUTHORIZATION", "Bearer read-token");
	}

	@Test
	void sendsNoTokenElsewhere() {
		assertThat(
				TraceAddress.elsewhere("http://collector:4318/v1/traces", "http://tempo:3200").environment("gateway"))
			.containsOnly(Map.entry("SOUNDLIFT_OTLP_ENDPOINT", "http://collector:4318/v1/traces"),
					Map.entry("SOUNDLIFT_TEMPO_URL", "http://tempo:3200"));
	}

	@Test
	void keepsTokensOutOfItsText() {
		assertThat(this.here.toString()).doesNotContain("token");
	}

}
