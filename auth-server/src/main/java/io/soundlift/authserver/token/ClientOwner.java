package io.soundlift.authserver.token;

import java.util.Optional;

import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;

/**
 * Account as which a client acts when it uses its own credentials.
 */
public final class ClientOwner {

	private static final String SETTING = "soundlift.owner";

	private ClientOwner() {
	}

	/**
	 * Records the owner of a client.
	 * @param settings the client's settings
	 * @param accountId id of the owner's account
	 * @return the same settings
	 */
	public static ClientSettings.Builder set(ClientSettings.Builder settings, String accountId) {
		return settings.setting(SETTING, accountId);
	}

	/**
	 * Finds a client's owner.
	 * @param client a registered client
	 * @return the id of the owner's account, or empty when it has no owner
	 */
	public static Optional<String> of(RegisteredClient client) {
		return Optional.ofNullable(client.getClientSettings().getSetting(SETTING));
	}

}
