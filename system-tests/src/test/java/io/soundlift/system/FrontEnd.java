package io.soundlift.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

import com.sun.net.httpserver.HttpServer;

/**
 * Another front end, which somebody else runs: a public client whose pages have nothing
 * on them. What it gets is in the addresses that the browser goes to. A
 * {@link SignInProxy} has a client as well, which keeps a secret.
 */
final class FrontEnd implements AutoCloseable {

	static final String CLIENT_ID = "extra-front-end";

	static final String PROXY_ID = "extra-proxy";

	private final String proxySecret = SystemEnvironment.secret();

	private final HttpServer server;

	FrontEnd() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		});
		this.server.start();
	}

	URI callback() {
		return URI.create(origin() + "/callback");
	}

	URI signedOut() {
		return URI.create(origin() + "/signed-out");
	}

	/**
	 * Returns the secret of the proxy's client.
	 */
	String proxySecret() {
		return this.proxySecret;
	}

	private String origin() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/**
	 * Describes both clients to the authorization server.
	 * @return properties as JSON
	 */
	String configuration() {
		return """
				{"soundlift": {"auth-server": {"clients": {"%s": {
					"name": "Extra front end",
					"grant-types": ["authorization_code", "refresh_token"],
					"redirect-uris": ["%s"],
					"post-logout-redirect-uris": ["%s"],
					"scopes": ["openid", "email", "conversions:read", "conversions:write"],
					"require-consent": true,
					"rotate-refresh-tokens": true},
				"%s": {
					"name": "Extra proxy",
					"secret": "%s",
					"grant-types": ["authorization_code", "refresh_token"],
					"redirect-uris": ["http://127.0.0.1/oauth2/callback"],
					"scopes": ["openid", "email", "conversions:read"],
					"require-consent": true,
					"rotate-refresh-tokens": true}}}}}""".formatted(CLIENT_ID, callback(), signedOut(), PROXY_ID,
				this.proxySecret);
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
