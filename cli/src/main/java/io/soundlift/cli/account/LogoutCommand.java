package io.soundlift.cli.account;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Command that removes a login and revokes its tokens.
 */
@Command(name = "logout", description = "Forget the login at a server and revoke its tokens there.",
		mixinStandardHelpOptions = true)
public final class LogoutCommand implements Callable<Integer> {

	@Mixin
	private final Terminal terminal = new Terminal();

	@Option(names = "--server", required = true, paramLabel = "URL", description = "Address of the server.")
	private URI server = URI.create("");

	@Override
	public Integer call() {
		URI origin = ServerAddress.normalise(this.server);
		Login login = Logins.ofUser().remove(origin.toString());
		if (login == null) {
			throw new CommandException(ExitCode.UNAUTHORIZED, "You are not logged in at " + origin + ".");
		}
		try {
			revoke(new AuthServer(new Http(), origin), login);
			this.terminal.out().println("Logged out at " + origin + ".");
		}
		catch (IOException | CommandException ex) {
			this.terminal.out()
				.println("The login at " + origin + " was removed here, but could not be revoked at the server: "
						+ ex.getMessage());
		}
		return 0;
	}

	private static void revoke(AuthServer authServer, Login login) throws IOException {
		URI endpoint = authServer.endpoints().revocation_endpoint();
		if (endpoint != null) {
			authServer.post(endpoint, Map.of("token", login.accessToken()), null);
			if (login.refreshToken() != null) {
				authServer.post(endpoint, Map.of("token", login.refreshToken()), null);
			}
		}
	}

}
