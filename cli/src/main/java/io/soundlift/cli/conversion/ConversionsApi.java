package io.soundlift.cli.conversion;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.soundlift.cli.account.ServerOptions;
import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.Durations;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.Pause;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The public conversions API of a server.
 */
final class ConversionsApi {

	/** Maximum total time that a call waits until the server is ready for it. */
	static final Duration MAX_WAIT = Duration.ofMinutes(30);

	private static final String WEBHOOKS = "/api/webhooks";

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	/** Time after which a silently lost connection is detected. */
	private static final Duration CREATION_TIMEOUT = Duration.ofMinutes(5);

	private static final int UNAUTHORIZED = 401;

	/** Status of a request whose key belongs to a request in progress. */
	private static final int CONFLICT = 409;

	private static final int TOO_MANY_REQUESTS = 429;

	private static final int SERVICE_UNAVAILABLE = 503;

	private static final Set<Integer> GONE = Set.of(404, 410);

	/** Too slow, at another offset, or locked by another request: all are temporary. */
	private static final Set<Integer> LOCKED = Set.of(408, 409, 423);

	private final Http http;

	private final ServerOptions.Connection connection;

	private final Pause pause;

	private final Consumer<String> waiting;

	/**
	 * Creates a client that does not report its waits.
	 */
	ConversionsApi(Http http, ServerOptions.Connection connection) {
		this(http, connection, Pause.REAL, (reason) -> {
		});
	}

	/**
	 * Creates a client.
	 * @param http sends requests
	 * @param connection the server and its tokens
	 * @param pause pauses for as long as the server requests
	 * @param waiting receives the reason before each wait
	 */
	ConversionsApi(Http http, ServerOptions.Connection connection, Pause pause, Consumer<String> waiting) {
		this.http = http;
		this.connection = connection;
		this.pause = pause;
		this.waiting = waiting;
	}

	/**
	 * Returns the same client with another listener for waits.
	 * @param listener receives the reason before each wait
	 */
	ConversionsApi notifying(Consumer<String> listener) {
		return new ConversionsApi(this.http, this.connection, this.pause, listener);
	}

	/**
	 * Uploads a video.
	 * @param fileName name of the file
	 * @param body the bytes
	 * @param options options by name; the server chooses those that are absent
	 * @return the accepted conversion
	 */
	Conversion upload(String fileName, VideoBody body, Map<String, String> options) throws IOException {
		HttpRequest.Builder request = request("/api/conversions" + query(options)).POST(body)
			.header("Content-Type", body.contentType())
			.header("Content-Disposition", "attachment; filename*=UTF-8''" + encode(fileName));
		HttpResponse<String> response = send(request, HttpResponse.BodyHandlers.ofString(),
				Set.of(TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE));
		return Http.parse(require(response, 202), Conversion.class);
	}

	/**
	 * Has the server fetch a video, see {@link KeyedRequest#send}.
	 * @param url where the video is
	 * @param fileName name of the file
	 * @param options options by name
	 */
	Conversion importVideo(String url, String fileName, String key, Map<String, String> options) throws IOException {
		String body = JsonMapper.shared().writeValueAsString(Map.of("url", url, "fileName", fileName));
		return create(request("/api/conversions" + query(options)).POST(BodyPublishers.ofString(body))
			.header("Content-Type", "application/json"), key);
	}

	/**
	 * Has the server convert the video of a conversion again, see
	 * {@link KeyedRequest#send}.
	 * @param id the earlier conversion's id
	 * @param options options by name
	 */
	Conversion again(String id, String key, Map<String, String> options) throws IOException {
		return create(request(path(id) + "/again" + query(options)).POST(BodyPublishers.noBody()), key);
	}

	private Conversion create(HttpRequest.Builder request, String key) throws IOException {
		request.timeout(CREATION_TIMEOUT).header("Idempotency-Key", "\"" + key + "\"");
		HttpResponse<String> response = send(request, HttpResponse.BodyHandlers.ofString(),
				Set.of(TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE));
		if (response.statusCode() == CONFLICT) {
			throw new KeyedRequest.InProgressException(Problem.retryAfter(response.headers()));
		}
		return Http.parse(require(response, 202), Conversion.class);
	}

	private static String query(Map<String, String> options) {
		return options.entrySet()
			.stream()
			.map((option) -> option.getKey() + "=" + encode(option.getValue()))
			.collect(Collectors.joining("&", options.isEmpty() ? "" : "?", ""));
	}

	/**
	 * Begins an upload that can be interrupted (tus 1.0.0).
	 * @param fileName name of the file
	 * @param mediaType media type of the content
	 * @param sizeBytes size of the content in bytes
	 * @param options options by name
	 * @return the upload's id
	 */
	String beginUpload(String fileName, String mediaType, long sizeBytes, Map<String, String> options)
			throws IOException {
		Map<String, String> metadata = new LinkedHashMap<>();
		metadata.put("filename", fileName);
		metadata.put("filetype", mediaType);
		metadata.putAll(options);
		HttpRequest.Builder request = tus("/api/uploads").POST(BodyPublishers.noBody())
			.timeout(TIMEOUT)
			.header("Upload-Length", Long.toString(sizeBytes))
			.header("Upload-Metadata",
					metadata.entrySet()
						.stream()
						.map((pair) -> pair.getKey() + " " + base64(pair.getValue()))
						.collect(Collectors.joining(",")));
		HttpResponse<String> response = send(request, HttpResponse.BodyHandlers.ofString(),
				Set.of(TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE));
		require(response, 201);
		String location = response.headers().firstValue("Location").orElse("");
		return location.substring(location.lastIndexOf('/') + 1);
	}

	/**
	 * Returns the state of an upload.
	 * @param id the upload's id
	 * @return the upload; empty if the server does not have it, or no longer has it
	 * @throws IOException if another request is writing it
	 */
	Optional<UnfinishedUpload> findUpload(String id) throws IOException {
		HttpRequest.Builder request = tus("/api/uploads/" + encode(id)).method("HEAD", BodyPublishers.noBody())
			.timeout(TIMEOUT);
		HttpResponse<String> response = send(request, HttpResponse.BodyHandlers.ofString());
		if (GONE.contains(response.statusCode())) {
			return Optional.empty();
		}
		requireUnlocked(response);
		require(response, 200);
		return Optional.of(upload(id, response.headers()));
	}

	/**
	 * Sends the rest of an upload.
	 * @param upload the upload, of which the server has the bytes up to the offset
	 * @param body the bytes from the offset on
	 * @return the state of the upload at the server afterwards
	 * @throws IOException if the connection breaks, or the state of the upload has to be
	 * requested again
	 */
	UnfinishedUpload sendRest(UnfinishedUpload upload, VideoBody body) throws IOException {
		HttpRequest.Builder request = tus("/api/uploads/" + encode(upload.id())).method("PATCH", body)
			.header("Content-Type", "application/offset+octet-stream")
			.header("Upload-Offset", Long.toString(upload.offset()));
		HttpResponse<String> response = send(request, HttpResponse.BodyHandlers.ofString());
		if (GONE.contains(response.statusCode())) {
			throw new IOException("the server has removed the upload");
		}
		requireUnlocked(response);
		require(response, 204);
		return upload(upload.id(), response.headers());
	}

	private static void requireUnlocked(HttpResponse<String> response) throws IOException {
		if (LOCKED.contains(response.statusCode())) {
			throw new IOException(
					Problem.toException(response.statusCode(), response.headers(), response.body()).getMessage());
		}
	}

	private static UnfinishedUpload upload(String id, HttpHeaders headers) {
		return new UnfinishedUpload(id, headers.firstValueAsLong("Upload-Offset").orElse(0),
				headers.firstValue("Content-Location").isPresent());
	}

	private HttpRequest.Builder tus(String path) {
		return request(path).header("Tus-Resumable", "1.0.0");
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Returns the address of the server.
	 */
	String server() {
		return this.connection.server().toString();
	}

	Conversion get(String id) throws IOException {
		return Http.parse(getAsJson(id), Conversion.class);
	}

	/**
	 * Returns a conversion.
	 * @param id the conversion's id
	 * @return the JSON of the response
	 */
	String getAsJson(String id) throws IOException {
		return call("GET", path(id), null, 200);
	}

	/**
	 * Returns some conversions.
	 * @param limit maximum number
	 * @param cursor cursor of the page; {@code null} to begin with the newest
	 */
	Conversion.Page list(int limit, @Nullable String cursor) throws IOException {
		return Http.parse(listAsJson(limit, cursor, Map.of()), Conversion.Page.class);
	}

	/**
	 * Returns some conversions.
	 * @param limit maximum number
	 * @param cursor cursor of the page; {@code null} to begin with the newest
	 * @param filter filter by API parameter names
	 * @return the JSON of the response
	 */
	String listAsJson(int limit, @Nullable String cursor, Map<String, String> filter) throws IOException {
		StringBuilder query = new StringBuilder("?limit=" + limit);
		if (cursor != null) {
			query.append("&cursor=").append(encode(cursor));
		}
		filter.forEach((name, value) -> query.append('&').append(name).append('=').append(encode(value)));
		return call("GET", "/api/conversions" + query, null, 200);
	}

	/**
	 * Requests server-sent events.
	 * @param path path of the stream
	 * @param lastId id of the last event that was received; {@code null} to begin
	 * @return the response, whatever its status, whose body must be closed
	 */
	HttpResponse<InputStream> events(String path, @Nullable String lastId) throws IOException {
		HttpRequest.Builder request = request(path).setHeader("Accept", "text/event-stream, application/problem+json")
			.GET()
			.timeout(TIMEOUT);
		if (lastId != null) {
			request.header("Last-Event-ID", lastId);
		}
		return authorized(request, HttpResponse.BodyHandlers.ofInputStream());
	}

	/**
	 * Returns the journey of a conversion.
	 * @param id the conversion's id
	 * @return the JSON of the response
	 */
	String journey(String id) throws IOException {
		return call("GET", path(id) + "/journey", null, 200);
	}

	/**
	 * Returns the limits of the account.
	 */
	Limits limits() throws IOException {
		return Http.parse(limitsAsJson(), Limits.class);
	}

	/**
	 * Returns the limits of the account.
	 * @return the JSON of the response
	 */
	String limitsAsJson() throws IOException {
		return call("GET", "/api/limits", null, 200);
	}

	void delete(String id) throws IOException {
		call("DELETE", path(id), null, 204);
	}

	/**
	 * Returns the preferences of the account.
	 * @return the JSON of the response
	 */
	String preferencesAsJson() throws IOException {
		return call("GET", "/api/preferences", null, 200);
	}

	/**
	 * Turns mails about conversions on or off.
	 * @param on whether the account gets them
	 * @return the JSON of the response
	 */
	String changeConversionMails(boolean on) throws IOException {
		return call("PATCH", "/api/preferences", "{\"conversionMails\":" + on + "}", 200);
	}

	String webhooks() throws IOException {
		return call("GET", WEBHOOKS, null, 200);
	}

	String createWebhook(String json) throws IOException {
		return call("POST", WEBHOOKS, json, 201);
	}

	String changeWebhook(String id, String json) throws IOException {
		return call("PATCH", webhook(id), json, 200);
	}

	void deleteWebhook(String id) throws IOException {
		call("DELETE", webhook(id), null, 204);
	}

	String rotateWebhookSecret(String id) throws IOException {
		return call("POST", webhook(id) + "/secret", null, 200);
	}

	String testWebhook(String id) throws IOException {
		return call("POST", webhook(id) + "/test", null, 202);
	}

	String deliveries(String id, int limit) throws IOException {
		return call("GET", webhook(id) + "/deliveries?limit=" + limit, null, 200);
	}

	String replay(String id, String event) throws IOException {
		return call("POST", webhook(id) + "/deliveries/" + encode(event) + "/replay", null, 202);
	}

	private static String webhook(String id) {
		return WEBHOOKS + "/" + encode(id);
	}

	private String call(String method, String path, @Nullable String json, int status) throws IOException {
		HttpRequest.Builder request = request(path).timeout(TIMEOUT);
		if (json != null) {
			request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(json));
		}
		else {
			request.method(method, BodyPublishers.noBody());
		}
		return require(send(request, HttpResponse.BodyHandlers.ofString()), status);
	}

	/**
	 * Requests an MP3 or the rest of it.
	 * @param id the conversion's id
	 * @param offset the first byte wanted
	 * @param etag the entity tag of the part that is already here; {@code null} for none
	 * @return the response, of status 200 or 206, whose body must be closed
	 */
	HttpResponse<InputStream> download(String id, long offset, @Nullable String etag) throws IOException {
		HttpRequest.Builder request = request(path(id) + "/mp3").GET();
		if (offset > 0 && etag != null) {
			request.header("Range", "bytes=" + offset + "-").header("If-Range", etag);
		}
		HttpResponse<InputStream> response = send(request, HttpResponse.BodyHandlers.ofInputStream(),
				Set.of(TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE));
		if (response.statusCode() != 200 && response.statusCode() != 206) {
			try (InputStream body = response.body()) {
				throw Problem.toException(response.statusCode(), response.headers(),
						new String(body.readNBytes(64 * 1024), StandardCharsets.UTF_8));
			}
		}
		return response;
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.connection.server() + path))
			.header("Accept", "application/json, application/problem+json, audio/mpeg");
	}

	private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
			throws IOException {
		return send(request, handler, Set.of(TOO_MANY_REQUESTS));
	}

	/**
	 * Sends a request, and repeats it when the server specifies a time for that.
	 */
	private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler,
			Set<Integer> tryAgainAt) throws IOException {
		HttpResponse<T> response = authorized(request, handler);
		Duration waited = Duration.ZERO;
		while (tryAgainAt.contains(response.statusCode())) {
			Duration delay = Problem.retryAfter(response.headers());
			if (delay == null || waited.plus(delay).compareTo(MAX_WAIT) > 0) {
				return response;
			}
			waited = waited.plus(delay);
			await(response, delay);
			response = authorized(request, handler);
		}
		return response;
	}

	private void await(HttpResponse<?> refused, Duration delay) throws IOException {
		if (refused.body() instanceof InputStream body) {
			body.close();
		}
		String reason = switch (refused.statusCode()) {
			case TOO_MANY_REQUESTS -> "A limit of your account is reached.";
			default -> "The server is busy.";
		};
		this.waiting.accept(reason + " Trying again in " + Durations.describe(delay.toMillis()));
		try {
			this.pause.await(delay);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CommandException(ExitCode.FAILED, "Interrupted.", ex);
		}
	}

	private <T> HttpResponse<T> authorized(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
			throws IOException {
		request.setHeader("Authorization", "Bearer " + this.connection.tokens().get());
		HttpResponse<T> response = this.http.send(request.build(), handler);
		if (response.statusCode() == UNAUTHORIZED) {
			// once more: the token may have been revoked, or the server's keys replaced
			this.connection.tokens().refused();
			request.setHeader("Authorization", "Bearer " + this.connection.tokens().get());
			response = this.http.send(request.build(), handler);
		}
		return response;
	}

	private static String require(HttpResponse<String> response, int status) {
		if (response.statusCode() != status) {
			throw Problem.toException(response.statusCode(), response.headers(), response.body());
		}
		return response.body();
	}

	/**
	 * Returns the path of a conversion.
	 */
	static String path(String id) {
		return "/api/conversions/" + encode(id);
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
	}

}
