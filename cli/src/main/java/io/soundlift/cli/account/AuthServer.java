package io.soundlift.cli.account;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Http;
import org.jspecify.annotations.Nullable;

/**
 * The authorization server behind a gateway, found by OpenID Connect discovery.
 */
final class AuthServer {

	/** Client id of this program, a public client (RFC 8252). */
	static final String CLI_CLIENT_ID = "soundlift-cli";

	static final String SCOPES = "conversions:read conversions:write";

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final Http http;

	private final URI server;

	private @Nullable Endpoints endpoints;

	AuthServer(Http http, URI server) {
		this.http = http;
		this.server = server;
	}

	URI server() {
		return this.server;
	}

	/**
	 * Returns the addresses of this server's endpoints, which are requested once.
	 * @throws IOException if the connection breaks
	 * @throws CommandException if the response is not from a Soundlift server
	 */
	synchronized Endpoints endpoints() throws IOException {
		if (this.endpoints == null) {
			URI discovery = URI.create(this.server + "/auth/.well-known/openid-configuration");
			HttpResponse<String> response = this.http.send(
					HttpRequest.newBuilder(discovery).timeout(TIMEOUT).header("Accept", "application/json").build(),
					HttpResponse.BodyHandlers.ofString());
			if (response.statusCode() != 200) {
				throw new CommandException(ExitCode.UNREACHABLE, "There is no Soundlift at " + this.server + ": "
						+ discovery + " answers " + response.statusCode() + ".");
			}
			this.endpoints = Http.parse(response.body(), Endpoints.class);
		}
		return this.endpoints;
	}

	/**
	 * Sends a form to an endpoint.
	 * @param endpoint the address
	 * @param form the fields
	 * @param client the confidential client that sends it; {@code null} for the public
	 * one, whose id is added to the form
	 */
	HttpResponse<String> post(URI endpoint, Map<String, String> form, @Nullable Credentials client) throws IOException {
		HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
			.timeout(TIMEOUT)
			.header("Accept", "application/json")
			.header("Content-Type", "application/x-www-form-urlencoded");
		String body = form.entrySet()
			.stream()
			.map((field) -> encode(field.getKey()) + "=" + encode(field.getValue()))
			.collect(Collectors.joining("&"));
		if (client != null) {
			// RFC 6749, 2.3.1: both are form-encoded before they are joined
			String pair = encode(client.clientId()) + ":" + encode(client.clientSecret());
			request.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
		}
		else {
			body += "&client_id=" + CLI_CLIENT_ID;
		}
		return this.http.send(request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	/**
	 * Addresses from the discovery document.
	 *
	 * @param token_endpoint endpoint that issues tokens
	 * @param device_authorization_endpoint endpoint that starts a device flow;
	 * {@code null} when there is none
	 * @param revocation_endpoint endpoint that revokes tokens; {@code null} when there is
	 * none
	 */
	record Endpoints(URI token_endpoint, @Nullable URI device_authorization_endpoint,
			@Nullable URI revocation_endpoint) {

	}

	/**
	 * Answer of the token endpoint (RFC 6749, 5.1 and 5.2).
	 *
	 * @param access_token the token, on success
	 * @param expires_in the token's lifetime in seconds
	 * @param refresh_token a refresh token, if one was given
	 * @param error the error code, on failure
	 */
	record TokenAnswer(@Nullable String access_token, @Nullable Long expires_in, @Nullable String refresh_token,
			@Nullable String error) {

		/** RFC 6749 permits servers to omit the lifetime. */
		private static final long UNKNOWN_SECONDS = 60;

		private static final long RENEWAL_MARGIN_SECONDS = 30;

		/**
		 * Returns the access token.
		 * @throws CommandException if there is none
		 */
		String requireToken() {
			if (this.access_token == null) {
				throw new CommandException(ExitCode.UNAUTHORIZED, "The server gave no access token.");
			}
			return this.access_token;
		}

		/**
		 * Returns when the token is due for renewal. One that lives for less than the
		 * margin is still used once.
		 */
		Instant renewAt() {
			long seconds = (this.expires_in != null) ? this.expires_in : UNKNOWN_SECONDS;
			return Instant.now().plusSeconds(seconds - RENEWAL_MARGIN_SECONDS);
		}

	}

}
