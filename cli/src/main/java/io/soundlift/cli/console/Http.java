package io.soundlift.cli.console;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * HTTP client that explains connection failures.
 */
public final class Http {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(CONNECT_TIMEOUT)
		.followRedirects(HttpClient.Redirect.NEVER)
		.build();

	/**
	 * Sends a request.
	 * @param <T> the kind of body
	 * @param request the request
	 * @param handler what to do with the response's body
	 * @return the response, whatever its status
	 * @throws IOException if the connection breaks
	 * @throws CommandException if the request's address does not respond
	 */
	public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
		try {
			return this.client.send(request, handler);
		}
		catch (HttpConnectTimeoutException | ConnectException ex) {
			throw new CommandException(ExitCode.UNREACHABLE, "Nothing answers at " + origin(request.uri())
					+ ". Is the address right, and is Soundlift running there?", ex);
		}
		catch (IOException ex) {
			if (ex instanceof UnknownHostException || ex.getCause() instanceof UnknownHostException) {
				throw new CommandException(ExitCode.UNREACHABLE, "There is no host " + request.uri().getHost() + ".",
						ex);
			}
			throw ex;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CommandException(ExitCode.FAILED, "Interrupted.", ex);
		}
	}

	/**
	 * Parses a response body.
	 * @param <T> type of the result
	 * @param body the body in JSON
	 * @param type type of the result
	 * @return the content of the body
	 * @throws CommandException if the body has another form
	 */
	public static <T> T parse(String body, Class<T> type) {
		try {
			return JsonMapper.shared().readValue(body, type);
		}
		catch (JacksonException ex) {
			throw new CommandException(ExitCode.UNREACHABLE,
					"The server's answer is not what Soundlift answers. Is the address right?", ex);
		}
	}

	private static String origin(URI uri) {
		return uri.getScheme() + "://" + uri.getRawAuthority();
	}

}
