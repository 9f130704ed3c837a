package io.soundlift.authserver.authorization.web;

import java.util.List;

import io.soundlift.authserver.authorization.ClientUses;
import io.soundlift.authserver.throttle.Throttle;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.server.authorization.authentication.ClientSecretAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/**
 * Adds to Spring Security's handling of clients what it lacks.
 */
@Component
final class ClientProviders {

	private final RegisteredClientRepository clients;

	private final PasswordEncoder passwordEncoder;

	private final Throttle throttle;

	private final ClientUses uses;

	ClientProviders(RegisteredClientRepository clients, PasswordEncoder passwordEncoder, Throttle throttle,
			ClientUses uses) {
		this.clients = clients;
		this.passwordEncoder = passwordEncoder;
		this.throttle = throttle;
		this.uses = uses;
	}

	/**
	 * Guards the secrets.
	 * @param providers the providers of client authentication, which are changed
	 */
	void guardSecrets(List<AuthenticationProvider> providers) {
		providers.replaceAll((provider) -> {
			if (provider instanceof ClientSecretAuthenticationProvider secret) {
				secret.setPasswordEncoder(new SecretHashCache(this.passwordEncoder));
				return new ThrottledClientSecret(secret, this.clients, this.throttle);
			}
			return provider;
		});
	}

	/**
	 * Watches the use of client credentials.
	 * @param providers the providers of the token endpoint, which are changed
	 */
	void watchUses(List<AuthenticationProvider> providers) {
		providers.replaceAll((provider) -> (provider instanceof OAuth2ClientCredentialsAuthenticationProvider)
				? new ConcurrentClientChange(provider, this.uses) : provider);
	}

}
