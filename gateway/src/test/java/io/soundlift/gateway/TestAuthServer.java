package io.soundlift.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stands where the authorization server stands: publishes keys, signs tokens, tells what
 * is revoked and what it was asked.
 */
public final class TestAuthServer implements AutoCloseable {

	/** Issuer that the gateway under test trusts. */
	public static final String ISSUER = TestGateway.PUBLIC_URL + "/auth";

	/** Secret with which the gateway sends the client's address. */
	public static final String FORWARDING_SECRET = "a-secret-of-who-forwards";

	/** Secret of the client {@code soundlift-web}. */
	public static final String WEB_CLIENT_SECRET = "web+secret/%2B=";

	/** Key of all servers: without the second compiler, making one takes a second. */
	private static final RSAKey KEY = newKey();

	/** Small, so that there are answers of several pages. */
	private static final int PAGE = 2;

	private final List<String> revocations = new CopyOnWriteArrayList<>();

	private final List<String> positions = new CopyOnWriteArrayList<>();

	private final AtomicBoolean tellsRevocations = new AtomicBoolean(true);

	private final TestGrants grants = new TestGrants(this);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpServer server;

	/**
	 * Starts the server on a free port of the loopback interface.
	 */
	public TestAuthServer() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/auth/oauth2/jwks",
				(exchange) -> answer(exchange, 200, new JWKSet(KEY.toPublicJWK()).toString()));
		this.server.createContext("/auth/internal/revocations", this::revocations);
		this.server.createContext("/auth/oauth2/authorize", this.grants::authorize);
		this.server.createContext("/auth/oauth2/token", this.grants::token);
		this.server.createContext("/auth/oauth2/revoke", this.grants::revoke);
		this.server.createContext("/auth/connect/logout", this.grants::signOut);
		this.server.createContext("/auth/echo", TestAuthServer::echo);
		this.server.createContext("/auth/too-many", (exchange) -> {
			exchange.getResponseHeaders().set("Retry-After", "7");
			answer(exchange, 429, "slower");
		});
		this.server.createContext("/auth/moved", (exchange) -> {
			exchange.getResponseHeaders().set("Location", "/auth/echo");
			answer(exchange, 302, "");
		});
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	/**
	 * Creates a key that signs tokens.
	 * @return a new key
	 */
	public static RSAKey newKey() {
		try {
			return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * URL of the server.
	 * @return scheme, host and port
	 */
	public String uri() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/**
	 * Issues an access token as the real server does.
	 * @param subject id of the account
	 * @param scope scopes with spaces between them
	 * @return the token
	 */
	public String token(String subject, String scope) {
		return sign(KEY, "at+jwt", claims(subject, scope).build());
	}

	/**
	 * Claims of an access token, for tests that change them.
	 * @param subject id of the account
	 * @param scope scopes with spaces between them
	 * @return valid claims
	 */
	public static JWTClaimsSet.Builder claims(String subject, String scope) {
		return new JWTClaimsSet.Builder().issuer(ISSUER)
			.subject(subject)
			.audience("soundlift-api")
			.claim("client_id", "test")
			.claim("grant_id", "grant-of-" + subject)
			.claim("email", subject + "@example.org")
			.claim("scope", scope)
			.issueTime(Date.from(Instant.now()))
			.jwtID(UUID.randomUUID().toString())
			.expirationTime(Date.from(Instant.now().plusSeconds(300)));
	}

	/**
	 * Signs a token with the published key.
	 * @param type value of the header {@code typ}
	 * @param claims its claims
	 * @return the token
	 */
	public String sign(String type, JWTClaimsSet claims) {
		return sign(KEY, type, claims);
	}

	/**
	 * Signs a token with any key.
	 * @param key the key
	 * @param type value of the header {@code typ}
	 * @param claims its claims
	 * @return the token
	 */
	public static String sign(RSAKey key, String type, JWTClaimsSet claims) {
		try {
			JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID())
				.type(new JOSEObjectType(type))
				.build();
			SignedJWT token = new SignedJWT(header, claims);
			token.sign(new RSASSASigner(key));
			return token.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Revokes a grant whose tokens live for some minutes.
	 * @param grantId value of the claim {@code grant_id} of its tokens
	 */
	public void revoke(String grantId) {
		revoke(grantId, Instant.now().plusSeconds(300));
	}

	/**
	 * Revokes a grant.
	 * @param grantId value of the claim {@code grant_id} of its tokens
	 * @param until when the last of its tokens expires
	 */
	public void revoke(String grantId, Instant until) {
		this.revocations.add("GRANT " + grantId + " " + until.getEpochSecond());
	}

	/**
	 * Closes an account.
	 * @param account id of the account
	 */
	public void close(String account) {
		this.revocations.add("ACCOUNT " + account + " " + Instant.now().plusSeconds(3600).getEpochSecond());
	}

	/**
	 * Returns from where the gateway has asked for revocations.
	 * @return positions, in the order of the answers
	 */
	public List<String> positions() {
		return List.copyOf(this.positions);
	}

	/**
	 * Sets whether the list of revocations fails, or work again.
	 * @param tells whether it can be read
	 */
	public void setTellsRevocations(boolean tells) {
		this.tellsRevocations.set(tells);
	}

	private void revocations(HttpExchange exchange) throws IOException {
		// before it looks whether it tells: what is added after it was silenced is not
		// told
		List<String> lines = List.copyOf(this.revocations);
		if (!this.tellsRevocations.get()) {
			answer(exchange, 503, "");
		}
		else if (!hasCredentials(exchange, WEB_CLIENT_SECRET)) {
			answer(exchange, 401, "");
		}
		else {
			String after = exchange.getRequestURI().getQuery().substring("after=".length());
			this.positions.add(after);
			int from = after.isEmpty() ? 0 : Integer.parseInt(after);
			int to = Math.min(lines.size(), from + PAGE);
			String end = ((to < lines.size()) ? "MORE " : "NEXT ") + to;
			answer(exchange, 200,
					Stream.concat(lines.subList(from, to).stream(), Stream.of(end)).collect(Collectors.joining("\n"))
							+ "\n");
		}
	}

	/**
	 * Returns the grants of browsers that sign in.
	 * @return the grants
	 */
	public TestGrants grants() {
		return this.grants;
	}

	/**
	 * Returns whether a request comes from the client {@code soundlift-web}, which has to
	 * encode its secret (RFC 6749, 2.3.1).
	 */
	static boolean isWebClient(HttpExchange exchange) {
		return hasCredentials(exchange, URLEncoder.encode(WEB_CLIENT_SECRET, StandardCharsets.UTF_8));
	}

	private static boolean hasCredentials(HttpExchange exchange, String password) {
		String credentials = Base64.getEncoder()
			.encodeToString(("soundlift-web:" + password).getBytes(StandardCharsets.UTF_8));
		return ("Basic " + credentials).equals(exchange.getRequestHeaders().getFirst("Authorization"));
	}

	private static void echo(HttpExchange exchange) throws IOException {
		Map<String, String> seen = new TreeMap<>();
		exchange.getRequestHeaders()
			.forEach((name, values) -> seen.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
		seen.put("(query)", String.valueOf(exchange.getRequestURI().getRawQuery()));
		seen.put("(body)", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
		answer(exchange, 200, new JsonMapper().writeValueAsString(seen));
	}

	static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(status, (bytes.length > 0) ? bytes.length : -1);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
