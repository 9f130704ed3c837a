package io.soundlift.cli.account;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;

import io.soundlift.cli.account.AuthServer.TokenAnswer;
import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Http;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of the local account's API client (client credentials, RFC 6749, 4.4).
 */
final class ClientTokens implements AccessTokens {

	private final AuthServer authServer;

	private final Credentials credentials;

	private @Nullable String token;

	private Instant renewAt = Instant.EPOCH;

	ClientTokens(Http http, Credentials credentials) {
		this.authServer = new AuthServer(http, URI.create(credentials.serverUrl()));
		this.credentials = credentials;
	}

	@Override
	public synchronized String get() throws IOException {
		if (this.token == null || Instant.now().isAfter(this.renewAt)) {
			HttpResponse<String> response = this.authServer.post(this.authServer.endpoints().token_endpoint(),
					Map.of("grant_type", "client_credentials", "scope", AuthServer.SCOPES), this.credentials);
			if (response.statusCode() != 200) {
				throw new CommandException(ExitCode.UNAUTHORIZED,
						"The server at " + this.credentials.serverUrl()
								+ " does not accept the API client of this data folder (answer " + response.statusCode()
								+ "). Was the folder or the database replaced?");
			}
			TokenAnswer answer = Http.parse(response.body(), TokenAnswer.class);
			this.token = answer.requireToken();
			this.renewAt = answer.renewAt();
		}
		return this.token;
	}

	@Override
	public synchronized void refused() {
		this.token = null;
	}

}
