package io.soundlift.gateway.journey;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.soundlift.journey.trace.JourneyAttributes;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.StringUtils;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Reads traces by Tempo's HTTP API, or by that of a store that has the same two calls.
 * What it reads, how long it waits, and how many wait at the same time is bounded; while
 * Tempo is away it is left alone.
 */
final class TempoClient {

	/** Tempo's own default for the greatest time that a search may go over. */
	static final Duration MAX_SEARCH = Duration.ofDays(7);

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

	private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

	private static final int MAX_BYTES = 4 * 1024 * 1024;

	private static final int MAX_CONCURRENT_CALLS = 4;

	private static final Duration MAX_WAIT = Duration.ofSeconds(2);

	private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{1,32}");

	private final @Nullable RestClient http;

	private final Bulkhead bulkhead = Bulkhead.of("tempo",
			BulkheadConfig.custom().maxConcurrentCalls(MAX_CONCURRENT_CALLS).maxWaitDuration(MAX_WAIT).build());

	private final CircuitBreaker breaker = CircuitBreaker.of("tempo",
			CircuitBreakerConfig.custom()
				.slidingWindowSize(10)
				.minimumNumberOfCalls(5)
				.waitDurationInOpenState(Duration.ofSeconds(10))
				.permittedNumberOfCallsInHalfOpenState(2)
				.build());

	/**
	 * A client.
	 * @param url URL that Tempo's API is below; {@code null} for no Tempo
	 * @param authorization value of the header {@code Authorization}; none if it is empty
	 */
	TempoClient(@Nullable URI url, @Nullable String authorization) {
		this.http = (url != null) ? client(url, authorization) : null;
	}

	private static RestClient client(URI url, @Nullable String authorization) {
		RestClient.Builder builder = RestClient.builder()
			.requestFactory(ClientHttpRequestFactoryBuilder.jdk()
				.build(HttpClientSettings.defaults()
					.withConnectTimeout(CONNECT_TIMEOUT)
					.withReadTimeout(READ_TIMEOUT)
					.withRedirects(HttpRedirects.DONT_FOLLOW)))
			.baseUrl(StringUtils.trimTrailingCharacter(url.toString(), '/'));
		if (StringUtils.hasText(authorization)) {
			builder.defaultHeader(HttpHeaders.AUTHORIZATION, authorization);
		}
		return builder.build();
	}

	/**
	 * Returns whether there is a Tempo.
	 * @return whether traces can be read
	 */
	boolean isConfigured() {
		return this.http != null;
	}

	/**
	 * Reads a trace.
	 * @param traceId 32 hexadecimal digits
	 * @return its spans; empty if Tempo has no such trace
	 * @throws TempoException if Tempo does not answer, or not well
	 */
	Optional<List<RecordedSpan>> trace(String traceId) {
		return call(() -> get("application/protobuf", "/api/traces/{id}", traceId)).map((bytes) -> {
			try {
				return TraceReader.read(TracesData.parseFrom(bytes));
			}
			catch (InvalidProtocolBufferException ex) {
				throw new TempoException("The answer is no trace", ex);
			}
		});
	}

	/**
	 * Finds the traces that have a span of a conversion.
	 * @param conversionId the conversion, 32 hexadecimal digits
	 * @param from earliest time, at most {@link #MAX_SEARCH} before the latest
	 * @param to latest time
	 * @param limit greatest number of traces
	 * @return ids of traces, each of 32 hexadecimal digits
	 * @throws TempoException if Tempo does not answer, or not well
	 */
	List<String> search(String conversionId, Instant from, Instant to, int limit) {
		String query = "{ span.%s = \"%s\" }".formatted(JourneyAttributes.CONVERSION_ID, conversionId);
		byte[] answer = call(() -> get("application/json", "/api/search?q={q}&limit={limit}&start={start}&end={end}",
				query, limit, from.getEpochSecond(), to.getEpochSecond()))
			.orElseThrow(() -> new TempoException("There is no search", null));
		try {
			return JsonMapper.shared()
				.readTree(answer)
				.path("traces")
				.valueStream()
				.map((trace) -> trace.path("traceID").asString(""))
				.filter((id) -> TRACE_ID.matcher(id).matches())
				// Tempo leaves leading zeros away
				.map((id) -> "0".repeat(32 - id.length()) + id)
				.toList();
		}
		catch (JacksonException ex) {
			throw new TempoException("The answer is no JSON", ex);
		}
	}

	private <T> T call(Supplier<T> call) {
		try {
			return this.bulkhead.executeSupplier(() -> this.breaker.executeSupplier(call));
		}
		catch (CallNotPermittedException | BulkheadFullException ex) {
			throw new TempoException("Tempo is left alone for a while", ex);
		}
	}

	private Optional<byte[]> get(String accept, String template, Object... variables) {
		if (this.http == null) {
			throw new IllegalStateException("There is no Tempo");
		}
		try {
			return this.http.get()
				.uri(template, variables)
				.header(HttpHeaders.ACCEPT, accept)
				.exchange((request, response) -> read(response));
		}
		catch (RestClientException ex) {
			throw new TempoException("Tempo can't be reached", ex);
		}
	}

	private static Optional<byte[]> read(ClientHttpResponse response) throws IOException {
		if (response.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)) {
			return Optional.empty();
		}
		if (!response.getStatusCode().isSameCodeAs(HttpStatus.OK)) {
			throw new TempoException("Tempo answers " + response.getStatusCode(), null);
		}
		byte[] bytes = response.getBody().readNBytes(MAX_BYTES + 1);
		if (bytes.length > MAX_BYTES) {
			throw new TempoException("The answer has more than " + MAX_BYTES + " bytes", null);
		}
		return Optional.of(bytes);
	}

}
