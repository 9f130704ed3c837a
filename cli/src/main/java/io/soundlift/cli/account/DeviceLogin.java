package io.soundlift.cli.account;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.soundlift.cli.account.AuthServer.TokenAnswer;
import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.Pause;
import org.jspecify.annotations.Nullable;

/**
 * Login of a person with a browser on any device (RFC 8628).
 */
final class DeviceLogin {

	/** RFC 8628, 3.2: default when the server states none. */
	private static final long DEFAULT_INTERVAL_SECONDS = 5;

	/** RFC 8628, 3.5: slow_down adds this, for this and all later requests. */
	private static final Duration SLOW_DOWN = Duration.ofSeconds(5);

	private final AuthServer authServer;

	private final PrintWriter out;

	private final Pause pause;

	DeviceLogin(AuthServer authServer, PrintWriter out, Pause pause) {
		this.authServer = authServer;
		this.out = out;
		this.pause = pause;
	}

	/**
	 * Prompts the person to log in and waits for completion.
	 * @return the login
	 * @throws IOException if the connection breaks
	 * @throws InterruptedException if the command is interrupted
	 */
	Login run() throws IOException, InterruptedException {
		DeviceAuthorization authorization = begin();
		this.out.println("Open this page in a browser on any device:");
		this.out.println("  " + ((authorization.verification_uri_complete() != null)
				? authorization.verification_uri_complete() : authorization.verification_uri()));
		this.out.println("and check that it shows this code:");
		this.out.println("  " + authorization.user_code());
		this.out.println("Waiting for you (Ctrl-C to give up) ...");
		this.out.flush();
		return poll(authorization);
	}

	private DeviceAuthorization begin() throws IOException {
		URI endpoint = this.authServer.endpoints().device_authorization_endpoint();
		if (endpoint == null) {
			throw new CommandException(ExitCode.UNAUTHORIZED,
					"The server at " + this.authServer.server() + " has no device login.");
		}
		HttpResponse<String> response = this.authServer.post(endpoint, Map.of("scope", AuthServer.SCOPES), null);
		if (response.statusCode() != 200) {
			throw new CommandException(ExitCode.UNAUTHORIZED,
					"The server refuses a device login (answer " + response.statusCode() + ").");
		}
		return Http.parse(response.body(), DeviceAuthorization.class);
	}

	private Login poll(DeviceAuthorization authorization) throws IOException, InterruptedException {
		Instant end = Instant.now().plusSeconds(authorization.expires_in());
		Duration interval = Duration
			.ofSeconds((authorization.interval() != null) ? authorization.interval() : DEFAULT_INTERVAL_SECONDS);
		while (Instant.now().isBefore(end)) {
			this.pause.await(interval);
			TokenAnswer answer = ask(authorization.device_code());
			if (answer == null || "slow_down".equals(answer.error())) {
				interval = interval.plus(SLOW_DOWN);
			}
			else if (answer.error() == null) {
				return LoginTokens.toLogin(answer, "");
			}
			else if (!"authorization_pending".equals(answer.error())) {
				throw refused(answer.error());
			}
		}
		throw refused("expired_token");
	}

	/**
	 * Polls for the completion of the login.
	 * @return the answer; {@code null} if the connection broke, after which RFC 8628, 3.5
	 * requires slower polling
	 */
	private @Nullable TokenAnswer ask(String deviceCode) {
		try {
			return Http
				.parse(this.authServer
					.post(this.authServer.endpoints().token_endpoint(), Map.of("grant_type",
							"urn:ietf:params:oauth:grant-type:device_code", "device_code", deviceCode), null)
					.body(), TokenAnswer.class);
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static CommandException refused(String error) {
		return new CommandException(ExitCode.UNAUTHORIZED, switch (error) {
			case "access_denied" -> "The login was refused in the browser.";
			case "expired_token" -> "The code has expired before it was used. Run the command again.";
			default -> "The server refuses the login (" + error + ").";
		});
	}

	/**
	 * Answer of the device authorization endpoint (RFC 8628, 3.2).
	 *
	 * @param device_code this program's secret
	 * @param user_code code that the person compares or types
	 * @param verification_uri the page to open
	 * @param verification_uri_complete the page with the code filled in, if there is one
	 * @param expires_in the lifetime of both codes in seconds
	 * @param interval the minimum polling interval in seconds
	 */
	record DeviceAuthorization(String device_code, String user_code, String verification_uri,
			@Nullable String verification_uri_complete, long expires_in, @Nullable Long interval) {

	}

}
