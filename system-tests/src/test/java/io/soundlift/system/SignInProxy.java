package io.soundlift.system;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.sun.net.httpserver.HttpServer;
import io.soundlift.testsupport.FreePort;
import io.soundlift.testsupport.ToolProcess;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real oauth2-proxy in front of a page of somebody else that only people of Soundlift
 * see. {@code SOUNDLIFT_TEST_OAUTH2_PROXY} is the path of its program.
 */
final class SignInProxy implements AutoCloseable {

	/** Name of the variable that has the path of the program. */
	static final String PROGRAM = "SOUNDLIFT_TEST_OAUTH2_PROXY";

	private final int port = FreePort.find();

	private final HttpServer page;

	private final ToolProcess process;

	private SignInProxy(String issuer, String clientId, String clientSecret) throws IOException {
		this.page = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.page.createContext("/", (exchange) -> {
			byte[] visitor = new JsonMapper()
				.writeValueAsBytes(Map.of("email", exchange.getRequestHeaders().getFirst("X-Forwarded-Email"), "token",
						exchange.getRequestHeaders().getFirst("X-Forwarded-Access-Token")));
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, visitor.length);
			try (OutputStream body = exchange.getResponseBody()) {
				body.write(visitor);
			}
		});
		this.page.start();
		this.process = ToolProcess.start("oauth2-proxy",
				List.of(Objects.requireNonNull(System.getenv(PROGRAM)), "--provider=oidc",
						"--http-address=127.0.0.1:" + this.port, "--redirect-url=" + origin() + "/oauth2/callback",
						"--upstream=http://127.0.0.1:" + this.page.getAddress().getPort(),
						"--scope=openid email conversions:read", "--code-challenge-method=S256", "--email-domain=*",
						"--skip-provider-button", "--pass-access-token", "--cookie-secure=false",
						// as often as it can
						"--cookie-refresh=1s"),
				Map.of("OAUTH2_PROXY_OIDC_ISSUER_URL", issuer, "OAUTH2_PROXY_CLIENT_ID", clientId,
						"OAUTH2_PROXY_CLIENT_SECRET", clientSecret, "OAUTH2_PROXY_COOKIE_SECRET",
						SystemEnvironment.secret().substring(0, 32)));
		try {
			this.process.awaitReady(URI.create(origin() + "/ready"));
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Starts both and waits until they answer.
	 * @param issuer issuer of tokens
	 * @param clientId id of the proxy's client
	 * @param clientSecret its secret
	 */
	static SignInProxy start(String issuer, String clientId, String clientSecret) {
		try {
			return new SignInProxy(issuer, clientId, clientSecret);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns where the page is, which shows its visitor's {@code email} and access
	 * {@code token} as JSON.
	 */
	String origin() {
		return "http://127.0.0.1:" + this.port;
	}

	@Override
	public void close() {
		this.process.close();
		this.page.stop(0);
	}

}
