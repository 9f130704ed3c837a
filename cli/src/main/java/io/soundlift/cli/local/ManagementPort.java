package io.soundlift.cli.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * Port with the health of a service.
 *
 * @param url its address
 */
record ManagementPort(String url) {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final HttpClient HTTP = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(TIMEOUT)
		.build();

	boolean isReady() throws InterruptedException {
		return get("/actuator/health/readiness").filter((answer) -> answer.statusCode() == 200).isPresent();
	}

	/**
	 * Sends a GET request.
	 * @param path path of the request
	 * @return the response, or empty when there is none
	 */
	Optional<HttpResponse<String>> get(String path) throws InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.url + path)).timeout(TIMEOUT).build();
		try {
			return Optional.of(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

}
