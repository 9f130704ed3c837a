package io.soundlift.cli.account;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;

/**
 * Normalization of a server's address, by which logins are stored.
 */
final class ServerAddress {

	private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

	private ServerAddress() {
	}

	static URI normalise(URI address) {
		String scheme = (address.getScheme() != null) ? address.getScheme().toLowerCase(Locale.ROOT) : "";
		if (address.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
			throw new CommandException(ExitCode.FAILED,
					"'" + address + "' is no server address. Give one such as https://soundlift.example.");
		}
		int port = address.getPort();
		boolean defaultPort = port == -1 || (scheme.equals("https") ? port == 443 : port == 80);
		return URI
			.create(scheme + "://" + address.getHost().toLowerCase(Locale.ROOT) + (defaultPort ? "" : ":" + port));
	}

	/**
	 * Returns whether traffic to an address can't be read by others.
	 */
	static boolean isPrivate(URI address) {
		return "https".equals(address.getScheme()) || LOOPBACK.contains(address.getHost());
	}

}
