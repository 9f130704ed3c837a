package io.soundlift.authserver;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;

/**
 * Asks an authorization server for tokens, and checks them as a resource server would.
 */
public final class TokenEndpoint {

	private final TestAuthServer server;

	/**
	 * Make a client of a server's token endpoint.
	 * @param server the server
	 */
	public TokenEndpoint(TestAuthServer server) {
		this.server = server;
	}

	/**
	 * Ask as a confidential client.
	 * @param clientId id of the client
	 * @param secret its secret
	 * @param parameters names and values, alternating
	 * @return the answer
	 */
	public Page ask(String clientId, String secret, String... parameters) {
		return this.server.browser()
			.post("/auth/oauth2/token", map(parameters), "Authorization", basic(clientId, secret));
	}

	/**
	 * Ask as a public client.
	 * @param path path of the endpoint
	 * @param parameters names and values, alternating
	 * @return the answer
	 */
	public Page askPublicly(String path, String... parameters) {
		return this.server.browser().post(path, map(parameters));
	}

	/**
	 * Verify a token's signature with the published keys.
	 * @param token the token
	 * @return the token
	 */
	public SignedJWT verify(String token) {
		try {
			JWKSet keys = JWKSet.parse(this.server.browser().get("/auth/oauth2/jwks").body());
			SignedJWT jwt = SignedJWT.parse(token);
			String keyId = jwt.getHeader().getKeyID();
			if (!jwt.verify(new RSASSAVerifier(keys.getKeyByKeyId(keyId).toRSAKey()))) {
				throw new AssertionError("The signature is wrong");
			}
			return jwt;
		}
		catch (ParseException | JOSEException ex) {
			throw new AssertionError("Not a token of this server: " + token, ex);
		}
	}

	/**
	 * Return the header of a confidential client.
	 * @param clientId id of the client
	 * @param secret its secret
	 * @return the value of the Authorization header
	 */
	public static String basic(String clientId, String secret) {
		return "Basic "
				+ Base64.getEncoder().encodeToString((clientId + ":" + secret).getBytes(StandardCharsets.UTF_8));
	}

	private static Map<String, String> map(String... parameters) {
		Map<String, String> map = new HashMap<>();
		for (int i = 0; i < parameters.length; i += 2) {
			map.put(parameters[i], parameters[i + 1]);
		}
		return map;
	}

}
