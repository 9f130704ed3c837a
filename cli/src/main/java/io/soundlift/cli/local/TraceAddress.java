package io.soundlift.cli.local;

import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Where services send traces, and where the gateway reads them.
 *
 * @param otlpEndpoint full URL that exporters send to
 * @param writeToken token that it wants; {@code null} for none
 * @param tempoUrl URL that Tempo's API is below; {@code null} if traces can't be read
 * @param readToken token that it wants; {@code null} for none
 */
record TraceAddress(String otlpEndpoint, @Nullable String writeToken, @Nullable String tempoUrl,
		@Nullable String readToken) {

	private static final String EXPORT = "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_";

	/**
	 * Return the address of a store in this process.
	 */
	static TraceAddress here(String otlpEndpoint, String writeToken, String tempoUrl, String readToken) {
		return new TraceAddress(otlpEndpoint, writeToken, tempoUrl, readToken);
	}

	/**
	 * Return the address of what the user runs.
	 * @param tempoUrl where traces can be read; {@code null} for nowhere
	 */
	static TraceAddress elsewhere(String otlpEndpoint, @Nullable String tempoUrl) {
		return new TraceAddress(otlpEndpoint, null, tempoUrl, null);
	}

	/**
	 * Return the environment variables in which a service takes what it must know of
	 * this.
	 * @param service name of the service
	 */
	Map<String, String> environment(String service) {
		Map<String, String> environment = new TreeMap<>();
		environment.put("SOUNDLIFT_OTLP_ENDPOINT", this.otlpEndpoint);
		if (this.writeToken != null) {
			environment.put(EXPORT + "OTLP_HEADERS_AUTHORIZATION", "Bearer " + this.writeToken);
			// somebody may be watching a conversion
			environment.put(EXPORT + "SCHEDULE_DELAY", "1s");
		}
		if (service.equals(ServicePlan.GATEWAY)) {
			if (this.tempoUrl != null) {
				environment.put("SOUNDLIFT_TEMPO_URL", this.tempoUrl);
			}
			if (this.readToken != null) {
				environment.put("SOUNDLIFT_TEMPO_AUTHORIZATION", "Bearer " + this.readToken);
			}
		}
		return environment;
	}

	/**
	 * Leaves the tokens out.
	 */
	@Override
	public String toString() {
		return "TraceAddress[%s, %s]".formatted(this.otlpEndpoint, this.tempoUrl);
	}

}
