package io.soundlift.authserver.authorization;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.soundlift.authserver.secret.SecurityJson;
import io.soundlift.encryption.Encryption;
import io.soundlift.support.Secrets;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/**
 * Mapping between authorizations and their documents. The version that was read travels
 * in an attribute of the authorization, since Spring Security copies attributes when it
 * changes an authorization.
 */
@Component
final class AuthorizationDocuments {

	private static final String VERSION = "soundlift.version";

	private static final String ACCESS_UNTIL = "soundlift.access-until";

	/** Time for a person to sign in and consent before the first token exists. */
	private static final Duration UNFINISHED_LIFETIME = Duration.ofMinutes(30);

	private final RegisteredClientRepository clients;

	private final Encryption encryption;

	private final AuthorizationJson json;

	AuthorizationDocuments(RegisteredClientRepository clients, Encryption encryption, SecurityJson json) {
		this.clients = clients;
		this.encryption = encryption;
		this.json = new AuthorizationJson(json);
	}

	/**
	 * Returns the version that was read.
	 * @param authorization an authorization, possibly changed since it was read
	 * @return the version, or null when it is new
	 */
	@Nullable Long versionOf(OAuth2Authorization authorization) {
		return authorization.getAttribute(VERSION);
	}

	/**
	 * Whether an authorization had an access token when it was read.
	 * @param authorization an authorization, possibly changed since it was read
	 * @return whether it had one; {@code false} for those that an earlier release stored
	 */
	boolean hadAccessToken(OAuth2Authorization authorization) {
		return authorization.getAttribute(ACCESS_UNTIL) != null;
	}

	AuthorizationDocument toDocument(OAuth2Authorization authorization, long version, Instant now) {
		Map<String, Object> attributes = new HashMap<>(authorization.getAttributes());
		attributes.remove(VERSION);
		attributes.remove(ACCESS_UNTIL);
		byte[] content = this.json.write(authorization, attributes).getBytes(StandardCharsets.UTF_8);
		return new AuthorizationDocument(authorization.getId(), version, authorization.getRegisteredClientId(),
				authorization.getPrincipalName(), hashes(authorization), expiresAt(authorization, now),
				this.encryption.encrypt(content, associatedData(authorization.getId())), null,
				accessUntil(authorization));
	}

	/**
	 * Reads an authorization.
	 * @param document the stored document
	 * @return the authorization, or empty when its client was deleted
	 */
	Optional<OAuth2Authorization> toAuthorization(AuthorizationDocument document) {
		RegisteredClient client = this.clients.findById(document.clientId());
		if (client == null) {
			return Optional.empty();
		}
		byte[] content = this.encryption.decrypt(document.content(), associatedData(document.id()));
		OAuth2Authorization.Builder builder = this.json.read(new String(content, StandardCharsets.UTF_8), client)
			.id(document.id())
			.principalName(document.principal())
			.attribute(VERSION, document.version());
		if (document.accessUntil() != null) {
			builder.attribute(ACCESS_UNTIL, document.accessUntil());
		}
		OAuth2Authorization authorization = builder.build();
		return Optional.of((document.revokedAt() != null) ? invalidated(authorization) : authorization);
	}

	/**
	 * Returns whether Spring Security ended an authorization, which it does by
	 * invalidating its tokens.
	 * @param authorization an authorization, possibly changed since it was read
	 * @return whether its access token or refresh token was invalidated
	 */
	boolean isEnded(OAuth2Authorization authorization) {
		return Stream.of(TokenKind.ACCESS_TOKEN, TokenKind.REFRESH_TOKEN)
			.flatMap((kind) -> kind.tokenOf(authorization).stream())
			.anyMatch(OAuth2Authorization.Token::isInvalidated);
	}

	/** The ID token is kept, so that a sign-out that begins with it can continue. */
	private static OAuth2Authorization invalidated(OAuth2Authorization authorization) {
		OAuth2Authorization.Builder builder = OAuth2Authorization.from(authorization);
		for (TokenKind kind : TokenKind.values()) {
			if (kind != TokenKind.ID_TOKEN) {
				kind.tokenOf(authorization).ifPresent((token) -> builder.invalidate(token.getToken()));
			}
		}
		return builder.build();
	}

	private static Map<String, String> hashes(OAuth2Authorization authorization) {
		Map<String, String> hashes = new HashMap<>();
		String state = authorization.getAttribute(OAuth2ParameterNames.STATE);
		if (state != null) {
			hashes.put(TokenKind.STATE.value(), Secrets.sha256(state));
		}
		for (TokenKind kind : TokenKind.values()) {
			kind.tokenOf(authorization)
				.ifPresent((token) -> hashes.put(kind.value(), Secrets.sha256(token.getToken().getTokenValue())));
		}
		return hashes;
	}

	private static Instant expiresAt(OAuth2Authorization authorization, Instant now) {
		return Stream.of(TokenKind.values())
			.flatMap((kind) -> kind.tokenOf(authorization).stream())
			.map((token) -> token.getToken().getExpiresAt())
			.filter(Objects::nonNull)
			.max(Instant::compareTo)
			.orElseGet(() -> now.plus(UNFINISHED_LIFETIME));
	}

	/** An access token may outlive the next one if the lifetime was shortened. */
	private static @Nullable Instant accessUntil(OAuth2Authorization authorization) {
		Instant before = authorization.getAttribute(ACCESS_UNTIL);
		return Stream.concat(Stream.ofNullable(before),
				TokenKind.ACCESS_TOKEN.tokenOf(authorization).map((token) -> token.getToken().getExpiresAt()).stream())
			.max(Instant::compareTo)
			.orElse(null);
	}

	private static String associatedData(String id) {
		return "authorizations/" + id;
	}

}
