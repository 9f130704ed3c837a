package io.soundlift.cli.account;

import java.net.URI;
import java.util.concurrent.Callable;

import io.soundlift.cli.console.Http;
import io.soundlift.cli.console.Pause;
import io.soundlift.cli.console.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Command that logs in to a server.
 */
@Command(name = "login", description = "Log in at a server with a browser on any device.",
		mixinStandardHelpOptions = true)
public final class LoginCommand implements Callable<Integer> {

	@Mixin
	private final Terminal terminal = new Terminal();

	@Option(names = "--server", required = true, paramLabel = "URL",
			description = "Address of the server, for example https://soundlift.example.")
	private URI server = URI.create("");

	@Override
	public Integer call() throws Exception {
		URI origin = ServerAddress.normalise(this.server);
		if (!ServerAddress.isPrivate(origin)) {
			this.terminal.err().println("Warning: " + origin + " is not encrypted. Others on the network can read it.");
		}
		Login login = new DeviceLogin(new AuthServer(new Http(), origin), this.terminal.out(), Pause.REAL).run();
		Logins logins = Logins.ofUser();
		logins.put(origin.toString(), login);
		this.terminal.out().println("Logged in at " + origin + ". The login is kept in " + logins.file() + ".");
		return 0;
	}

}
