package io.soundlift.cli.account;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;

import io.soundlift.cli.account.AuthServer.TokenAnswer;
import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Http;

/**
 * Tokens of a logged-in person, renewed with the refresh token if there is one (RFC 6749,
 * 6).
 */
final class LoginTokens implements AccessTokens {

	private final AuthServer authServer;

	private final Logins logins;

	private final String server;

	private boolean refused;

	LoginTokens(AuthServer authServer, Logins logins) {
		this.authServer = authServer;
		this.logins = logins;
		this.server = authServer.server().toString();
	}

	@Override
	public synchronized String get() throws IOException {
		Login login = this.logins.find(this.server).orElseThrow(() -> loginNeeded("You are not logged in"));
		if (!this.refused && Instant.now().isBefore(login.renewAt())) {
			return login.accessToken();
		}
		if (login.refreshToken() == null) {
			throw loginNeeded("Your login has expired");
		}
		Login renewed = renew(login.refreshToken());
		this.logins.put(this.server, renewed);
		this.refused = false;
		return renewed.accessToken();
	}

	private Login renew(String refreshToken) throws IOException {
		HttpResponse<String> response = this.authServer.post(this.authServer.endpoints().token_endpoint(),
				Map.of("grant_type", "refresh_token", "refresh_token", refreshToken), null);
		if (response.statusCode() != 200) {
			throw loginNeeded("Your login has expired");
		}
		return toLogin(Http.parse(response.body(), TokenAnswer.class), refreshToken);
	}

	/**
	 * Turns the token endpoint's answer into a login.
	 * @param answer the answer
	 * @param refreshToken the refresh token to keep if the answer has none; empty for
	 * none
	 */
	static Login toLogin(TokenAnswer answer, String refreshToken) {
		String kept = refreshToken.isEmpty() ? null : refreshToken;
		return new Login(answer.requireToken(), answer.renewAt(),
				(answer.refresh_token() != null) ? answer.refresh_token() : kept);
	}

	@Override
	public synchronized void refused() {
		this.refused = true;
	}

	private CommandException loginNeeded(String reason) {
		return new CommandException(ExitCode.UNAUTHORIZED,
				reason + " at " + this.server + ". Run: soundlift login --server " + this.server);
	}

}
