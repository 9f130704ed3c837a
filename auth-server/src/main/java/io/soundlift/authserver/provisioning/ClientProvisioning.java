package io.soundlift.authserver.provisioning;

import java.time.Clock;
import java.util.Objects;
import java.util.Set;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.ConfiguredClient;
import io.soundlift.authserver.account.Passwords;
import io.soundlift.authserver.token.ClientOwner;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;

/**
 * Registration of the configured clients, which also updates those of an earlier start.
 * Several replicas may do so concurrently, since each writes the same content under the
 * same id.
 */
@Component
final class ClientProvisioning {

	private static final Logger logger = LoggerFactory.getLogger(ClientProvisioning.class);

	private final AuthServerProperties properties;

	private final RegisteredClientRepository clients;

	private final PasswordEncoder passwordEncoder;

	private final Clock clock;

	ClientProvisioning(AuthServerProperties properties, RegisteredClientRepository clients,
			PasswordEncoder passwordEncoder, Clock clock) {
		this.properties = properties;
		this.clients = clients;
		this.passwordEncoder = passwordEncoder;
		this.clock = clock;
	}

	/**
	 * Registers all configured clients.
	 * @throws IllegalStateException when an account owns a client with a configured id
	 */
	void provision() {
		ConfiguredClients.of(this.properties).forEach(this::provision);
		if (this.properties.webClientSecret().isEmpty()) {
			logger.warn("Browsers can't sign in: soundlift.auth-server.clients.soundlift-web.secret is not set");
		}
	}

	private void provision(String clientId, ConfiguredClient settings) {
		RegisteredClient stored = this.clients.findByClientId(clientId);
		if (stored != null && ClientOwner.of(stored).isPresent()) {
			throw new IllegalStateException(
					"soundlift.auth-server.clients.%s has the id of an account's API client".formatted(clientId));
		}
		RegisteredClient wanted = toClient(clientId, settings, stored);
		if (!wanted.equals(stored)) {
			this.clients.save(wanted);
			logger.info("{} client '{}'", (stored != null) ? "Updated" : "Registered", clientId);
		}
	}

	private RegisteredClient toClient(String clientId, ConfiguredClient settings, @Nullable RegisteredClient stored) {
		boolean isPublic = settings.secret().isEmpty();
		// the id is the same in all replicas, so that they can't create a client twice
		RegisteredClient.Builder builder = (stored != null) ? RegisteredClient.from(stored)
				: RegisteredClient.withId(clientId).clientId(clientId).clientIdIssuedAt(this.clock.instant());
		return builder.clientName(settings.name().isEmpty() ? clientId : settings.name())
			.clientSecret(isPublic ? null : secretHash(settings.secret(), stored))
			.clientAuthenticationMethods((methods) -> replace(methods,
					isPublic ? Set.of(ClientAuthenticationMethod.NONE)
							: Set.of(ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
									ClientAuthenticationMethod.CLIENT_SECRET_POST)))
			.authorizationGrantTypes((grants) -> {
				grants.clear();
				settings.grantTypes().forEach((grant) -> grants.add(new AuthorizationGrantType(grant)));
			})
			.redirectUris((uris) -> replace(uris, settings.redirectUris()))
			.postLogoutRedirectUris((uris) -> replace(uris, settings.postLogoutRedirectUris()))
			.scopes((scopes) -> replace(scopes, settings.scopes()))
			.clientSettings(ClientSettings.builder()
				.requireAuthorizationConsent(Objects.requireNonNullElse(settings.requireConsent(), true))
				.build())
			.tokenSettings(TokenSettings.builder()
				.accessTokenTimeToLive(this.properties.accessTokenLifetime())
				.refreshTokenTimeToLive(this.properties.refreshTokenLifetime())
				.deviceCodeTimeToLive(this.properties.deviceCodeLifetime())
				.reuseRefreshTokens(!isPublic && Boolean.FALSE.equals(settings.rotateRefreshTokens()))
				.build())
			.build();
	}

	/**
	 * Encoded again only when it changed, since each encoding of the same secret differs.
	 */
	private String secretHash(String secret, @Nullable RegisteredClient stored) {
		String hash = (stored != null) ? stored.getClientSecret() : null;
		boolean same = hash != null && this.passwordEncoder.matches(secret, hash);
		return (hash != null && same) ? hash : Passwords.encode(this.passwordEncoder, secret);
	}

	private static <T> void replace(Set<T> items, Set<T> wanted) {
		items.clear();
		items.addAll(wanted);
	}

}
