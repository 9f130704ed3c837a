package io.soundlift.cli.local;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;

/**
 * A mail server, from {@code smtp://user:password@host:port} (with STARTTLS when there is
 * a password) or {@code smtps://...} (TLS from the first byte, RFC 8314).
 *
 * @param host its name or address
 * @param port its TCP port
 * @param username user to log in as; empty for no login
 * @param password the password; empty for none
 * @param startTls whether to require STARTTLS
 * @param tls whether to use TLS from the first byte
 */
record SmtpAddress(String host, int port, String username, String password, boolean startTls, boolean tls) {

	static SmtpAddress parse(String url) {
		URI uri = parseUri(url);
		boolean tls = "smtps".equals(uri.getScheme());
		if (uri.getHost() == null || !(tls || "smtp".equals(uri.getScheme()))) {
			throw new CommandException(ExitCode.FAILED,
					"--smtp-url must be smtp://user:password@host:port or smtps://user:password@host:port.");
		}
		String[] user = ((uri.getRawUserInfo() != null) ? uri.getRawUserInfo() : "").split(":", 2);
		String password = (user.length > 1) ? decode(user[1]) : "";
		boolean startTls = !tls && !password.isEmpty() && !"starttls=false".equals(uri.getQuery());
		int defaultPort = tls ? 465 : (startTls ? 587 : 25);
		return new SmtpAddress(uri.getHost(), (uri.getPort() != -1) ? uri.getPort() : defaultPort, decode(user[0]),
				password, startTls, tls);
	}

	private static URI parseUri(String url) {
		try {
			return URI.create(url);
		}
		catch (IllegalArgumentException ex) {
			throw new CommandException(ExitCode.FAILED,
					"--smtp-url is no URL. Characters such as @ and / in the password must be percent-encoded.", ex);
		}
	}

	private static String decode(String text) {
		return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
	}

	Map<String, String> environment() {
		Map<String, String> environment = new TreeMap<>();
		environment.put("SOUNDLIFT_SMTP_HOST", this.host);
		environment.put("SOUNDLIFT_SMTP_PORT", String.valueOf(this.port));
		environment.put("SOUNDLIFT_SMTP_USERNAME", this.username);
		environment.put("SOUNDLIFT_SMTP_PASSWORD", this.password);
		environment.put("SOUNDLIFT_SMTP_STARTTLS", String.valueOf(this.startTls));
		if (this.tls) {
			environment.put("SPRING_MAIL_SSL_ENABLED", "true");
		}
		return environment;
	}

	@Override
	public String toString() {
		return this.host + ":" + this.port;
	}

}
