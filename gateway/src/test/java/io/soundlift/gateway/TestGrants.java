package io.soundlift.gateway;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The authorization code, refresh and revocation endpoints of {@link TestAuthServer}, for
 * the client {@code soundlift-web}. It checks what the real one checks.
 */
public final class TestGrants {

	private final Map<String, Code> codes = new ConcurrentHashMap<>();

	private final Map<String, Grant> grants = new ConcurrentHashMap<>();

	private final List<String> revoked = new CopyOnWriteArrayList<>();

	private final AtomicInteger refreshes = new AtomicInteger();

	private final TestAuthServer server;

	private volatile String account = "anna";

	private volatile int lifetimeSeconds = 300;

	private volatile int trouble;

	private volatile @Nullable String clientId;

	private volatile @Nullable String accessToken;

	private volatile CountDownLatch gate = new CountDownLatch(0);

	TestGrants(TestAuthServer server) {
		this.server = server;
	}

	/**
	 * Changes who is signed in at the server in the browsers to come.
	 * @param account id of the account
	 */
	public void setAccount(String account) {
		this.account = account;
	}

	/**
	 * Changes how long access tokens live.
	 * @param seconds lifetime in seconds
	 */
	public void setLifetime(int seconds) {
		this.lifetimeSeconds = seconds;
	}

	/**
	 * Sets whether the token and revocation endpoints fail, or work again.
	 * @param status status code of their answers; 0 to work
	 */
	public void setTrouble(int status) {
		this.trouble = status;
	}

	/**
	 * Changes what access tokens have in {@code client_id}, where an empty value makes
	 * them unacceptable to the gateway.
	 * @param clientId the value; {@code null} for the right one
	 */
	public void setClientId(@Nullable String clientId) {
		this.clientId = clientId;
	}

	/**
	 * Changes what is given out as access token.
	 * @param token the same for all; {@code null} for right ones
	 */
	public void setAccessToken(@Nullable String token) {
		this.accessToken = token;
	}

	/**
	 * Holds refreshes back until the gate is opened.
	 * @return the gate, open at zero
	 */
	public CountDownLatch holdRefreshes() {
		CountDownLatch held = new CountDownLatch(1);
		this.gate = held;
		return held;
	}

	/**
	 * Counts the refreshes that were asked for.
	 * @return their number
	 */
	public int refreshes() {
		return this.refreshes.get();
	}

	/**
	 * Lists the grants that were revoked at the endpoint.
	 * @return their ids
	 */
	public List<String> revoked() {
		return this.revoked;
	}

	/**
	 * Lists the grants that give access tokens.
	 * @return their ids
	 */
	public List<String> live() {
		return this.grants.values().stream().map(Grant::id).toList();
	}

	/**
	 * Ends all grants without a word.
	 */
	public void forgetAll() {
		this.grants.clear();
	}

	void authorize(HttpExchange exchange) throws IOException {
		Map<String, String> parameters = parse(exchange.getRequestURI().getRawQuery());
		boolean right = "soundlift-web".equals(parameters.get("client_id"))
				&& "S256".equals(parameters.get("code_challenge_method"))
				&& "code".equals(parameters.get("response_type")) && parameters.containsKey("nonce")
				&& (TestGateway.PUBLIC_URL + "/login/oauth2/code/soundlift").equals(parameters.get("redirect_uri"));
		if (!right) {
			TestAuthServer.answer(exchange, 400, "");
			return;
		}
		String code = UUID.randomUUID().toString();
		this.codes.put(code, new Code(this.account, parameters));
		redirect(exchange, parameters.get("redirect_uri") + "?code=" + code + "&state="
				+ URLEncoder.encode(parameters.getOrDefault("state", ""), StandardCharsets.UTF_8));
	}

	void signOut(HttpExchange exchange) throws IOException {
		Map<String, String> parameters = parse(exchange.getRequestURI().getRawQuery());
		boolean right = (TestGateway.PUBLIC_URL + "/").equals(parameters.get("post_logout_redirect_uri"))
				&& !parameters.getOrDefault("id_token_hint", "").isEmpty();
		if (!right) {
			TestAuthServer.answer(exchange, 400, "");
			return;
		}
		redirect(exchange, TestGateway.PUBLIC_URL + "/");
	}

	void token(HttpExchange exchange) throws IOException {
		Map<String, String> form = parse(body(exchange));
		if (this.trouble != 0 || !TestAuthServer.isWebClient(exchange)) {
			TestAuthServer.answer(exchange, (this.trouble != 0) ? this.trouble : 401, "{\"error\":\"invalid_client\"}");
		}
		else if ("refresh_token".equals(form.get("grant_type"))) {
			refresh(exchange, form);
		}
		else {
			redeem(exchange, form);
		}
	}

	private void redeem(HttpExchange exchange, Map<String, String> form) throws IOException {
		Code code = this.codes.remove(form.getOrDefault("code", ""));
		if (code == null || !code.is("redirect_uri", form.get("redirect_uri"))
				|| !code.is("code_challenge", challenge(form.getOrDefault("code_verifier", "")))) {
			TestAuthServer.answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
			return;
		}
		String refreshToken = UUID.randomUUID().toString();
		Grant grant = new Grant(UUID.randomUUID().toString(), code.account(), code.request().get("nonce"));
		this.grants.put(refreshToken, grant);
		answer(exchange, grant, refreshToken);
	}

	private void refresh(HttpExchange exchange, Map<String, String> form) throws IOException {
		this.refreshes.incrementAndGet();
		awaitGate();
		String refreshToken = form.getOrDefault("refresh_token", "");
		Grant grant = this.grants.get(refreshToken);
		if (grant == null) {
			TestAuthServer.answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
			return;
		}
		answer(exchange, grant, refreshToken);
	}

	private void awaitGate() {
		try {
			if (!this.gate.await(2, TimeUnit.MINUTES)) {
				throw new IllegalStateException("Nobody opened the gate");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	void revoke(HttpExchange exchange) throws IOException {
		Map<String, String> form = parse(body(exchange));
		if (this.trouble != 0 || !TestAuthServer.isWebClient(exchange)) {
			TestAuthServer.answer(exchange, (this.trouble != 0) ? this.trouble : 401, "");
			return;
		}
		Grant grant = this.grants.remove(form.getOrDefault("token", ""));
		if (grant != null) {
			this.revoked.add(grant.id());
			this.server.revoke(grant.id());
		}
		TestAuthServer.answer(exchange, 200, "");
	}

	private void answer(HttpExchange exchange, Grant grant, String refreshToken) throws IOException {
		String given = this.accessToken;
		String access = (given != null) ? given
				: this.server.sign("at+jwt",
						TestAuthServer.claims(grant.account(), TestGateway.ALL)
							.claim("grant_id", grant.id())
							.claim("client_id", (this.clientId != null) ? this.clientId : "soundlift-web")
							.build());
		String id = this.server.sign("JWT",
				new JWTClaimsSet.Builder().issuer(TestAuthServer.ISSUER)
					.subject(grant.account())
					.audience("soundlift-web")
					.claim("nonce", grant.nonce())
					.issueTime(new Date())
					.expirationTime(Date.from(Instant.now().plusSeconds(300)))
					.build());
		TestAuthServer.answer(exchange, 200,
				new JsonMapper().writeValueAsString(Map.of("access_token", access, "id_token", id, "refresh_token",
						refreshToken, "token_type", "Bearer", "expires_in", this.lifetimeSeconds, "scope",
						"openid email " + TestGateway.ALL)));
	}

	private static void redirect(HttpExchange exchange, String location) throws IOException {
		exchange.getResponseHeaders().set("Location", location);
		TestAuthServer.answer(exchange, 302, "");
	}

	private static String body(HttpExchange exchange) throws IOException {
		return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
	}

	private static Map<String, String> parse(@Nullable String form) {
		Map<String, String> values = new HashMap<>();
		for (String pair : ((form != null) ? form : "").split("&")) {
			String[] parts = pair.split("=", 2);
			values.put(decode(parts[0]), (parts.length > 1) ? decode(parts[1]) : "");
		}
		return values;
	}

	private static String decode(String text) {
		return URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

	private static String challenge(String verifier) {
		try {
			return Base64.getUrlEncoder()
				.withoutPadding()
				.encodeToString(
						MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A code that was not redeemed yet.
	 *
	 * @param account whose it is
	 * @param request what was asked for
	 */
	private record Code(String account, Map<String, String> request) {

		boolean is(String name, @Nullable String value) {
			return value != null && value.equals(this.request.get(name));
		}

	}

	/**
	 * A grant.
	 *
	 * @param id its id
	 * @param account whose it is
	 * @param nonce the client's nonce
	 */
	private record Grant(String id, String account, @Nullable String nonce) {
	}

}
