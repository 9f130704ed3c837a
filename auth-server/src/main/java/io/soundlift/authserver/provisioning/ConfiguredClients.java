package io.soundlift.authserver.provisioning;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.soundlift.authserver.AuthServerProperties;
import io.soundlift.authserver.ConfiguredClient;
import io.soundlift.authserver.client.ApiScopes;

import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.oidc.OidcScopes;

/**
 * Clients of the configuration, and the two that are built in: the web app and the
 * command line.
 */
final class ConfiguredClients {

	private static final Set<String> API_SCOPES = Set.copyOf(ApiScopes.ALL);

	private ConfiguredClients() {
	}

	/**
	 * Returns the clients to be registered.
	 * @param properties the settings
	 * @return settings by client id; without the web app when it has no secret, since it
	 * must never be a public client
	 */
	static Map<String, ConfiguredClient> of(AuthServerProperties properties) {
		Map<String, ConfiguredClient> clients = new HashMap<>(properties.clients());
		clients.merge(AuthServerProperties.WEB_CLIENT, web(properties.publicUrl().toString()),
				ConfiguredClients::completed);
		clients.merge(AuthServerProperties.COMMAND_LINE_CLIENT, commandLine(), ConfiguredClients::completed);
		if (properties.webClientSecret().isEmpty()) {
			clients.remove(AuthServerProperties.WEB_CLIENT);
		}
		return clients;
	}

	private static ConfiguredClient web(String publicUrl) {
		String origin = publicUrl.endsWith("/") ? publicUrl.substring(0, publicUrl.length() - 1) : publicUrl;
		return new ConfiguredClient("Soundlift", "",
				Set.of(AuthorizationGrantType.AUTHORIZATION_CODE.getValue(),
						AuthorizationGrantType.REFRESH_TOKEN.getValue()),
				Set.of(origin + "/login/oauth2/code/soundlift"), Set.of(origin + "/"),
				union(Set.of(OidcScopes.OPENID, OidcScopes.EMAIL), API_SCOPES), false, false);
	}

	private static ConfiguredClient commandLine() {
		return new ConfiguredClient("Soundlift command line", "", Set.of(AuthorizationGrantType.DEVICE_CODE.getValue(),
				AuthorizationGrantType.AUTHORIZATION_CODE.getValue(), AuthorizationGrantType.REFRESH_TOKEN.getValue()),
				Set.of("http://127.0.0.1/callback"), Set.of(), union(Set.of(OidcScopes.OPENID), API_SCOPES), true,
				true);
	}

	/** Adds the configuration of a built-in client to its own settings. */
	private static ConfiguredClient completed(ConfiguredClient configured, ConfiguredClient builtIn) {
		return new ConfiguredClient(configured.name().isEmpty() ? builtIn.name() : configured.name(),
				configured.secret(), union(builtIn.grantTypes(), configured.grantTypes()),
				union(builtIn.redirectUris(), configured.redirectUris()),
				union(builtIn.postLogoutRedirectUris(), configured.postLogoutRedirectUris()),
				union(builtIn.scopes(), configured.scopes()),
				(configured.requireConsent() != null) ? configured.requireConsent() : builtIn.requireConsent(),
				(configured.rotateRefreshTokens() != null) ? configured.rotateRefreshTokens()
						: builtIn.rotateRefreshTokens());
	}

	private static Set<String> union(Set<String> first, Set<String> second) {
		return Stream.concat(first.stream(), second.stream()).collect(Collectors.toSet());
	}

}
