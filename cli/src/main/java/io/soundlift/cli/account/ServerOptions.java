package io.soundlift.cli.account;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import io.soundlift.cli.console.Http;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options for the server of a command and for its credentials. Mixed into each client
 * command.
 */
public final class ServerOptions {

	@Option(names = "--server", paramLabel = "URL",
			description = "Server to use, after 'soundlift login'. Without it, the system that 'soundlift up' started.")
	private @Nullable URI server;

	@Option(names = "--data", paramLabel = "DIR",
			description = "Data folder of the local system (default: ./data, else the one beside the program).")
	private @Nullable Path data;

	/**
	 * Determines the server and the source of its tokens.
	 * @param http sends the requests for tokens
	 * @return the server
	 * @throws CommandException if there is neither a local system nor a login
	 */
	public Connection connect(Http http) {
		Optional<Credentials> local = localCredentials();
		if (this.server != null) {
			URI origin = ServerAddress.normalise(this.server);
			if (local.isPresent() && origin.equals(URI.create(local.get().serverUrl()))) {
				return local(http, local.get());
			}
			return login(http, origin);
		}
		if (local.isPresent()) {
			return local(http, local.get());
		}
		Set<String> servers = Logins.ofUser().servers();
		if (servers.size() == 1) {
			return login(http, URI.create(servers.iterator().next()));
		}
		throw new CommandException(ExitCode.UNAUTHORIZED, servers.isEmpty()
				? "There is no local system in " + ((this.data != null) ? this.data : Path.of("data"))
						+ " and no login. Run 'soundlift up', or 'soundlift login --server URL'."
				: "You are logged in at several servers. Choose one with --server: " + String.join(", ", servers));
	}

	private Optional<Credentials> localCredentials() {
		if (this.data != null) {
			return Credentials.read(this.data);
		}
		return Credentials.read(Path.of("data")).or(() -> {
			String home = System.getenv("SOUNDLIFT_HOME");
			return (home != null) ? Credentials.read(Path.of(home, "data")) : Optional.empty();
		});
	}

	private static Connection local(Http http, Credentials credentials) {
		return new Connection(URI.create(credentials.serverUrl()), new ClientTokens(http, credentials));
	}

	private static Connection login(Http http, URI origin) {
		return new Connection(origin, new LoginTokens(new AuthServer(http, origin), Logins.ofUser()));
	}

	/**
	 * A server and the tokens for it.
	 *
	 * @param server the gateway's address
	 * @param tokens the tokens
	 */
	public record Connection(URI server, AccessTokens tokens) {

	}

}
