package io.soundlift.authserver.authorization;

import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * Record of the uses of clients with their own credentials. Clients depend on grants, so
 * grants access clients only through this interface.
 */
public interface ClientUses {

	/**
	 * Records a use, after its grant was stored and before its token is issued.
	 * @param client the client as it was when it was authenticated
	 * @return whether it still exists, with the same secret and at least the same scopes
	 */
	boolean note(RegisteredClient client);

}
